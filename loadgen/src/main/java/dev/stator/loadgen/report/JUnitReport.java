package dev.stator.loadgen.report;

import dev.stator.loadgen.judge.Objective;
import java.util.Locale;
import java.util.Map;

/** A run as a test suite for continuous integration: a case for each thing that must hold. */
final class JUnitReport {
  private JUnitReport() {}

  static String of(RunReport report) {
    StringBuilder cases = new StringBuilder();
    int failures = 0;
    int tests = 0;
    for (Map.Entry<String, String> check : checks(report).entrySet()) {
      tests++;
      failures += check.getValue().isEmpty() ? 0 : 1;
      cases.append(testCase(check.getKey(), check.getValue()));
    }
    return String.format(
        Locale.ROOT,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n"
            + "<testsuite name=\"loadgen %s\" tests=\"%d\" failures=\"%d\" errors=\"0\""
            + " skipped=\"0\" time=\"%.3f\" timestamp=\"%s\">%n%s</testsuite>%n",
        escape(report.workload().name()),
        tests,
        failures,
        report.measured().total().seconds(),
        report.startedAt(),
        cases);
  }

  /** What must hold, and what is wrong with it: nothing when it does. */
  private static Map<String, String> checks(RunReport report) {
    Map<String, String> checks = new java.util.LinkedHashMap<>();
    checks.put("the client was not the bottleneck", String.join("; ", report.faults()));
    Objective objective = report.objective();
    if (objective == null) {
      long failed = report.measured().total().failed();
      checks.put("every request succeeds", failed == 0 ? "" : failed + " failed");
    } else {
      for (Objective.Finding finding : objective.judge(report.measured().total())) {
        checks.put(finding.term(), finding.holds() ? "" : Objective.describe(finding));
      }
    }
    if (report.verified() != null) {
      long wrong = report.verified().total().failed();
      checks.put("items read back are whole", wrong == 0 ? "" : wrong + " are not");
    }
    return checks;
  }

  private static String testCase(String name, String wrong) {
    String start = "  <testcase classname=\"loadgen\" name=\"" + escape(name) + "\"";
    return wrong.isEmpty()
        ? start + "/>\n"
        : start + "><failure message=\"" + escape(wrong) + "\"/></testcase>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
