package dev.stator.loadgen.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.loadgen.measure.Interval;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/** The directory that a run leaves behind. */
public final class ResultDirectory {
  public static final String RESULT = "result.json";
  static final String HISTOGRAMS = "histograms.hlog";
  static final String SECONDS = "timeseries.csv";
  static final String PAGE = "report.html";
  static final String JUNIT = "junit.xml";

  private final Path directory;

  public ResultDirectory(Path directory) {
    this.directory = directory;
  }

  /** Writes all files; what was there of the same names is replaced. */
  public void write(RunReport report) throws IOException {
    Files.createDirectories(directory);
    Map<String, Object> tree = ResultTree.of(report);
    Files.writeString(directory.resolve(RESULT), Json.write(tree) + "\n");
    Files.writeString(directory.resolve(PAGE), HtmlReport.page(tree));
    Files.writeString(directory.resolve(JUNIT), JUnitReport.of(report));
    List<Interval> intervals = report.measured().intervals();
    Files.writeString(directory.resolve(SECONDS), seconds(tree));
    writeHistograms(report, intervals);
  }

  /** Reads what {@link #write} wrote. */
  public Map<String, Object> readResult() throws IOException {
    Path file = Files.isDirectory(directory) ? directory.resolve(RESULT) : directory;
    Map<String, Object> tree = Json.readObject(Files.readString(file));
    if (!ResultTree.SCHEMA.equals(tree.get("schema"))) {
      throw new IOException(file + " is not a result of schema " + ResultTree.SCHEMA);
    }
    return tree;
  }

  /** One line per second; the columns are those of result.json. */
  @SuppressWarnings("unchecked") // the tree was built by ResultTree
  private static String seconds(Map<String, Object> tree) {
    List<Map<String, Object>> seconds = (List<Map<String, Object>>) tree.get("seconds");
    StringBuilder text = new StringBuilder();
    if (seconds == null || seconds.isEmpty()) {
      return "";
    }
    List<String> columns =
        seconds.getFirst().keySet().stream().filter(name -> !name.equals("errors")).toList();
    text.append(String.join(",", columns)).append('\n');
    for (Map<String, Object> second : seconds) {
      text.append(
              columns.stream()
                  .map(column -> number(second.get(column)))
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
  }

  private static String number(@Nullable Object value) {
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%.4f", number.doubleValue())
        : "";
  }

  /** The log of HdrHistogram: for each second and operation the response and the service times. */
  private void writeHistograms(RunReport report, List<Interval> intervals) throws IOException {
    long baseMs = report.startedAt().toEpochMilli();
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(directory.resolve(HISTOGRAMS)), false, UTF_8)) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputComment("[stator loadgen, nanoseconds, tags OPERATION.response and .service]");
      writer.outputLogFormatVersion();
      writer.outputStartTime(baseMs);
      writer.setBaseTime(baseMs);
      writer.outputLegend();
      for (Interval interval : intervals) {
        interval
            .operations()
            .forEach(
                (type, counts) -> {
                  write(writer, baseMs, interval, type.label() + ".response", counts.response());
                  write(writer, baseMs, interval, type.label() + ".service", counts.service());
                });
      }
    }
  }

  private static void write(
      HistogramLogWriter writer, long baseMs, Interval interval, String tag, Histogram times) {
    times.setTag(tag);
    times.setStartTimeStamp(baseMs + interval.startNs() / 1_000_000);
    times.setEndTimeStamp(baseMs + interval.endNs() / 1_000_000);
    writer.outputIntervalHistogram(times);
  }
}
