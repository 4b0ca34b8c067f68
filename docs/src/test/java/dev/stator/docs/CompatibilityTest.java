package dev.stator.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import dev.stator.gateway.model.ApiModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/compatibility.md} to the tests it names and the operations there are. */
class CompatibilityTest {
  private static final Page PAGE = Project.page("docs/compatibility.md");
  private static final Pattern TEST = Pattern.compile("`([A-Za-z]+Test)#([A-Za-z0-9]+)`");

  @Test
  void everyTestItNamesExists() {
    List<String> named = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String line : PAGE.prose()) {
      Matcher test = TEST.matcher(line);
      while (test.find()) {
        named.add(test.group());
        if (!exists(test.group(1), test.group(2))) {
          missing.add(test.group());
        }
      }
    }

    assertThat(named).hasSizeGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  private static boolean exists(String type, String method) {
    Pattern declared = Pattern.compile("\\bvoid " + method + "\\(");
    for (Path source : Project.sources()) {
      if (source.endsWith(type + ".java") && declared.matcher(Project.read(source)).find()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void itListsTheOperationsThatTheServerKnows() {
    Set<String> supported = new TreeSet<>();
    Set<String> unsupported = new TreeSet<>();
    try (Stator stator = Stator.inMemory().start();
        Client client = new Client(stator.endpoint())) {
      for (var operation : ApiModel.load().operations()) {
        boolean unknown =
            client
                .callTarget(operation.target(), "{}".getBytes(UTF_8))
                .contains("UnknownOperationException");
        (unknown ? unsupported : supported).add(operation.name());
      }
    }

    assertThat(operations("Supported operations")).isEqualTo(supported);
    assertThat(operations("Unsupported operations")).isEqualTo(unsupported);
  }

  private static Set<String> operations(String heading) {
    Set<String> names = new TreeSet<>();
    PAGE.rows(heading).forEach(row -> names.addAll(Page.codeSpans(row.getLast())));
    return names;
  }
}
