package dev.stator.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.report.ResultDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.HistogramLogReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run is called may be INVALID here, on a machine that does other things as well. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private @Nullable Path temporary;
  private FakeServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rate=300", "--rate=300 --arrivals=poisson", "--connections=3"})
  void createsLoadsMeasuresAndVerifies(String options) {
    int exitCode = run("run --mix get,put --items 60 --verify 60 " + options);

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isIn(ExitCode.PASS, ExitCode.INVALID);
    assertThat(server.calls("CreateTable")).isEqualTo(1);
    assertThat(server.calls("BatchWriteItem")).isEqualTo(3);
    assertThat(server.items()).isEqualTo(60);
    assertThat(server.calls("PutItem")).isGreaterThan(20);
    assertThat(out.toString())
        .contains("60 items read back are whole, 0 are not")
        .contains(options.contains("rate") ? "open loop" : "closed loop");
  }

  @Test
  void sendsAgainWhatABatchLeftUndone() {
    server.leavesOneUndone = true;

    int exitCode = run("load --items 60 --verify 60");

    assertThat(exitCode).isEqualTo(ExitCode.PASS);
    assertThat(server.items()).isEqualTo(60);
    assertThat(server.calls("BatchWriteItem")).isEqualTo(6);
  }

  @Test
  void loadsThroughThrottling() {
    server.throttleEvery = 2;

    assertThat(run("load --items 100")).isEqualTo(ExitCode.PASS);
    assertThat(server.items()).isEqualTo(100);
  }

  @Test
  void goesOnWithAnInterruptedLoad() {
    String options = "load --out " + temporary() + " --items ";
    assertThat(run(options + "100")).isEqualTo(ExitCode.PASS);
    int before = server.calls("BatchWriteItem");

    assertThat(run(options + "150")).isEqualTo(ExitCode.PASS);

    assertThat(out.toString()).contains("100 items were there, 150 are now");
    assertThat(server.calls("BatchWriteItem") - before).isEqualTo(2);
    assertThat(run(options + "70 --seed 9")).isEqualTo(ExitCode.PASS);
    assertThat(out.toString()).contains("0 items were there, 70 are now");
  }

  @Test
  void loadsAnewIntoAnotherTableOfTheName() {
    String options = "load --items 100 --out " + temporary();
    assertThat(run(options)).isEqualTo(ExitCode.PASS);

    server.tableId = "b";
    assertThat(run(options)).isEqualTo(ExitCode.PASS);

    assertThat(out.toString())
        .contains("0 items were there, 100 are now")
        .doesNotContain("100 items were there");
  }

  @Test
  void countsThrottlesByReasonAndFails() {
    server.throttleEvery = 3;

    int exitCode = run("run --mix put --items 20 --rate 200");

    assertThat(exitCode).isEqualTo(ExitCode.FAIL);
    assertThat(out.toString())
        .containsPattern("error +[1-9]\\d* throttled: ProvisionedThroughputExceededException");
  }

  @Test
  void noticesChangedItems() {
    server.changesText = true;

    assertThat(run("run --mix get --items 20 --rate 100")).isEqualTo(ExitCode.FAIL);
    assertThat(out.toString()).containsPattern("error +[1-9]\\d* corrupt: get");
  }

  @Test
  void noticesMissingItems() {
    server.losesWrites = true;

    assertThat(run("run --mix get --items 20 --rate 100")).isEqualTo(ExitCode.FAIL);
    assertThat(out.toString()).containsPattern("error +[1-9]\\d* missing: get");
  }

  @Test
  void dropsWhatItCannotSendAndCountsTheWaiting() throws IOException {
    server.delayMs = 50;

    run(
        "run --mix put --no-load --rate 400 --connections 2 --max-in-flight 10 --out "
            + temporary());

    Map<?, ?> total = (Map<?, ?>) read().getOrDefault("total", Map.of());
    assertThat(number(total.get("scheduled"))).isBetween(380.0, 400.0);
    assertThat(number(total.get("dropped"))).isGreaterThan(300);
    assertThat(number(total.get("ok")) + number(total.get("dropped")))
        .isEqualTo(number(total.get("scheduled")));
    assertThat(percentile(total, "service")).isBetween(50.0, 150.0);
    assertThat(percentile(total, "response")).isGreaterThan(200.0);
  }

  @Test
  void leavesADirectoryOfResults() throws IOException {
    run(
        "run --mix get --items 20 --rate 100 --slo p99<10s&&errors==0 --duration 1500ms --out "
            + temporary());

    Map<String, Object> result = read();
    assertThat(result).containsKeys("environment", "seconds", "honesty", "units", "faults");
    assertThat(Files.readString(temporary().resolve("report.html")))
        .contains("\"schema\":\"stator-loadgen-result/1\"")
        .doesNotContain("\"RESULT\"");
    assertThat(Files.readString(temporary().resolve("junit.xml")))
        .contains("<testsuite", "p99&lt;10s", "errors==0");
    assertThat(Files.readAllLines(temporary().resolve("timeseries.csv"))).hasSizeBetween(2, 4);
    HistogramLogReader log =
        new HistogramLogReader(temporary().resolve("histograms.hlog").toFile());
    long count = 0;
    for (var histogram = log.nextIntervalHistogram();
        histogram != null;
        histogram = log.nextIntervalHistogram()) {
      count +=
          "get.response".equals(histogram.getTag())
              ? ((org.HdrHistogram.Histogram) histogram).getTotalCount()
              : 0;
    }
    assertThat((double) count)
        .isEqualTo(number(((Map<?, ?>) result.getOrDefault("total", Map.of())).get("ok")));
  }

  @Test
  void failsWhenTheObjectiveIsMissed() {
    server.delayMs = 20;

    assertThat(run("run --mix get --items 5 --rate 50 --slo p50<1ms"))
        .isIn(ExitCode.FAIL, ExitCode.INVALID);
    assertThat(out.toString()).contains("p50<1ms: MISSED");
  }

  @Test
  void findsTheHighestRate() throws IOException {
    server.delayMs = 10; // one connection: not 100 per second

    int exitCode =
        run(
            "find-max --mix put --no-load --connections 1 --from 20 --factor 4 --precision 0.5"
                + " --confirm 1 --slo p50<40ms&&dropped==0 --out "
                + temporary());

    assertThat(exitCode).isIn(ExitCode.PASS, ExitCode.INCONCLUSIVE, ExitCode.FAIL);
    assertThat(out.toString()).contains("STEP", "per second hold");
    assertThat(Files.readString(temporary().resolve("find-max.json"))).contains("\"trials\"");
  }

  @Test
  void deletesTheTableWhenItIsToldTo() {
    run("run --mix get --items 5 --rate 50 --cleanup");

    assertThat(server.hasTable).isFalse();
  }

  @Test
  void verifiesWhatWasAcknowledged() {
    String common = " --connections 4 --out " + temporary();

    assertThat(run("verify record --keys 20 --duration 300ms" + common)).isEqualTo(ExitCode.PASS);
    assertThat(run("verify check" + common)).isEqualTo(ExitCode.PASS);
    assertThat(out.toString()).contains("20 as acknowledged, 0 violations");

    server.forgetItems();
    assertThat(run("verify check" + common)).isEqualTo(ExitCode.FAIL);
    assertThat(out.toString()).contains("VIOLATION  key", "version 0 is there");
  }

  @Test
  void seesLostWritesWhileItWrites() {
    server.losesWrites = true;

    int exitCode =
        run("verify record --keys 8 --duration 300ms --connections 2 --out " + temporary());

    assertThat(exitCode).isEqualTo(ExitCode.FAIL);
    assertThat(out.toString()).contains("was acknowledged, but version 0 was there");
  }

  @Test
  void comparesTwoResultsAndPlans() {
    run("run --mix get --items 20 --rate 100 --duration 1200ms --out " + temporary());

    assertThat(execute("compare", temporary().toString(), temporary().toString()))
        .isIn(ExitCode.INCONCLUSIVE, ExitCode.INVALID);
    assertThat(out.toString()).contains("p99 ms", "+0.0%");
    assertThat(execute("plan", temporary().toString(), "--items", "1000000", "--rate", "50000"))
        .isEqualTo(ExitCode.PASS);
    assertThat(out.toString())
        .contains("partitions of the table: 9")
        .contains("1024.0 MB of items");
  }

  @Test
  void saysWhenNobodyListens() {
    server.close();

    assertThat(run("run --mix get")).isEqualTo(ExitCode.IMPOSSIBLE);
    assertThat(err.toString()).contains("it could not be done: cannot connect to http://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--mix=fly",
        "--workload=ycsb-z",
        "--workload=ycsb-a --mix=get",
        "--items=0",
        "--item-size=409601",
        "--keys=zipf",
        "--rate=fast",
        "--duration=ten",
        "--duration=0s",
        "--connections=1 --threads=2",
        "--table=a\"b",
        "--slo=p99",
        "--endpoint-url=https://dynamodb.us-east-1.amazonaws.com"
      })
  void refusesWrongOptions(String options) {
    List<String> args = new ArrayList<>(List.of("run", "--endpoint-url", server.url()));
    args.addAll(List.of((options.isEmpty() ? "--unknown" : options).split(" ")));
    if (options.startsWith("--endpoint")) {
      args.subList(1, 3).clear();
    }

    assertThat(execute(args.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).isNotBlank();
    assertThat(server.calls("DescribeTable")).isZero();
  }

  private Path temporary() {
    return Objects.requireNonNull(temporary);
  }

  private Map<String, Object> read() throws IOException {
    return new ResultDirectory(temporary()).readResult();
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static double percentile(Map<?, ?> total, String kind) {
    return total.get(kind) instanceof Map<?, ?> times ? number(times.get("p50Ms")) : Double.NaN;
  }

  /** Short, unless it says so. */
  private int run(String line) {
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    args.addAll(List.of("--endpoint-url", server.url()));
    if (!line.startsWith("verify")) {
      args.add("--warm-up=20ms");
    }
    if (!line.contains("--duration") && !line.startsWith("load") && !line.startsWith("verify")) {
      args.add("--duration=1s");
    }
    return execute(args.toArray(String[]::new));
  }

  private int execute(String... args) {
    return LoadgenCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
