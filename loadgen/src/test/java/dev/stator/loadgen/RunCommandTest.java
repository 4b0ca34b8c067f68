package dev.stator.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RunCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private NullServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new NullServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "PutItem"})
  void createsTheTableLoadsItAndMeasures(String operation) {
    int exitCode = run("--operation", operation, "--items", "100", "--connections", "3");

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(server.callsOf("CreateTable")).isEqualTo(1);
    assertThat(server.bodies.get("CreateTable")).contains("\"TableName\":\"loadgen\"");
    assertThat(server.callsOf("PutItem")).isGreaterThanOrEqualTo(100);
    assertThat(server.callsOf(operation)).isGreaterThan(10);
    assertThat(out.toString()).contains("closed loop", "service time", operation, "p99.9 ms");
    assertThat(server.lastAuthorization).startsWith("AWS4-HMAC-SHA256 Credential=");
  }

  @Test
  void leavesAnExistingTableAsItIs() {
    server.hasTable = true;

    int exitCode = run("--operation", "GetItem", "--no-load");

    assertThat(exitCode).isZero();
    assertThat(server.callsOf("CreateTable")).isZero();
    assertThat(server.callsOf("PutItem")).isZero();
  }

  @Test
  void spreadsConnectionsOverThreads() {
    int exitCode =
        run("--operation", "PutItem", "--items", "50", "--connections", "5", "--threads", "2");

    assertThat(exitCode).isZero();
    assertThat(server.callsOf("PutItem")).isGreaterThan(50);
  }

  @Test
  void sendsItemsOfTheSizeThatWasAsked() {
    run("--operation", "PutItem", "--items", "1", "--item-size", "100");

    String body = server.bodies.getOrDefault("PutItem", "");
    String data = body.substring(body.indexOf("\"data\":{\"S\":\"") + 13, body.lastIndexOf('"'));
    assertThat(body).contains("\"pk\":{\"S\":\"item000000000000\"}");
    assertThat("pk" + "item000000000000" + "data" + data).hasSize(100);
  }

  @Test
  void countsRefusalsByTypeAndFails() {
    server.refusedAfter.put("GetItem", 5);

    int exitCode = run("--operation", "GetItem", "--items", "10");

    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("error +[1-9]\\d* ProvisionedThroughputExceededException");
  }

  @Test
  void countsItemsThatAreMissingAsErrors() {
    server.losesItems = true;

    int exitCode = run("--operation", "GetItem", "--items", "10");

    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString()).containsPattern("error +[1-9]\\d* ItemMissing");
  }

  @Test
  void doesNotMeasureWhatCouldNotBeLoaded() {
    server.refusedAfter.put("PutItem", 5);

    int exitCode = run("--operation", "GetItem", "--items", "10");

    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString()).contains("not measured");
    assertThat(server.callsOf("GetItem")).isZero();
  }

  @Test
  void saysWhatTheEndpointRefused() {
    server.refusedAfter.put("CreateTable", 0);

    int exitCode = run("--operation", "GetItem");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString())
        .contains("CreateTable was answered with 400")
        .contains("ProvisionedThroughputExceededException");
  }

  @Test
  void failsWhenNobodyListens() {
    server.close();

    int exitCode = run("--operation", "GetItem");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("the run could not be done");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--operation=Query",
        "--operation=GetItem --items=0",
        "--operation=GetItem --item-size=1",
        "--operation=GetItem --item-size=409601",
        "--operation=GetItem --duration=ten",
        "--operation=GetItem --duration=0s",
        "--operation=GetItem --connections=1 --threads=2",
        "--operation=GetItem --table=a\"b"
      })
  void refusesWrongOptions(String options) {
    int exitCode = run(options.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(server.calls).isEmpty();
  }

  /** Short, with options that come later in place of these. */
  private int run(String... options) {
    List<String> args =
        new ArrayList<>(List.of("run", "--endpoint-url", server.url(), "--warm-up", "20ms"));
    args.addAll(List.of(options));
    if (!String.join(" ", options).contains("--duration")) {
      args.addAll(List.of("--duration", "200ms"));
    }
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    return commandLine.execute(args.toArray(String[]::new));
  }
}
