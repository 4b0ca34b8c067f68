package dev.stator.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the program as its users do, in a process of its own. */
class CommandLineTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final Path JVM_OPTIONS = Path.of("..", "config", "jvm.options");

  @TempDir Path directory;

  @Test
  void servesFromOneLineToACleanStop() throws Exception {
    Process server = start("serve", "--port", "0", "--data", directory.resolve("data").toString());
    BufferedReader output = server.inputReader();
    String ready = output.readLine();

    assertThat(ready)
        .matches("Stator ready on http://127\\.0\\.0\\.1:\\d+ in \\d+ ms \\(.*durability sync\\)");
    assertThat(get(endpointIn(ready)).statusCode()).isEqualTo(200);

    server.toHandle().destroy();
    assertThat(output.readLine())
        .matches("Stator stopped after \\d+ s: 1 requests answered, .* for the last checkpoint");
    assertThat(output.readLine()).isNull();
    assertThat(exitCodeOf(server)).isZero();
  }

  @Test
  void keepsNothingInMemory() throws Exception {
    Process server = start("serve", "--port", "0", "--in-memory");

    assertThat(server.inputReader().readLine()).endsWith("(in memory)");

    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void refusesADirectoryThatIsServedAlready() throws Exception {
    String data = directory.resolve("data").toString();
    Process first = start("serve", "--port", "0", "--data", data);
    assertThat(first.inputReader().readLine()).startsWith("Stator ready");

    assertRefused("in use", "serve", "--port", "0", "--data", data);

    first.toHandle().destroy();
    assertThat(exitCodeOf(first)).isZero();
  }

  @Test
  void refusesADirectoryOfAnotherVersion() throws Exception {
    Path data = Files.createDirectory(directory.resolve("newer"));
    Path format =
        Files.writeString(
            data.resolve("format"),
            "stator data directory\nversion=99\nworkers=1\ngeneration=1\nlater=words too\n");
    String before = Files.readString(format);

    for (String command : List.of("serve --port 0", "check", "repair --apply")) {
      assertRefused(
          "data directory of another version: newer, expected=1, actual=99",
          (command + " --data newer").split(" "));
    }

    assertThat(Files.readString(format)).isEqualTo(before);
    try (var files = Files.list(data)) {
      assertThat(files).allMatch(file -> file.equals(format) || file.endsWith("stator.lock"));
    }
  }

  @Test
  void tellsWhetherAServerIsWell() throws Exception {
    Process server = start("serve", "--port", "0", "--in-memory");
    URI endpoint = endpointIn(server.inputReader().readLine());
    String port = Integer.toString(endpoint.getPort());

    assertThat(linesOf("health", "--port", port)).containsExactly("healthy");
    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();
    Process unwell = start("health", "--port", port);
    assertThat(unwell.inputReader().readLine()).startsWith("unhealthy: ");
    assertThat(exitCodeOf(unwell)).isEqualTo(1);
  }

  @Test
  void asksAServerWithTlsByItsOwnCertificate() throws Exception {
    linesOf("cert", "--out", "tls");
    Process server =
        start(
            "serve --port 0 --in-memory --tls-cert tls/cert.pem --tls-key tls/key.pem".split(" "));
    URI endpoint = endpointIn(server.inputReader().readLine());

    assertThat(
            linesOf(
                "health",
                "--port",
                Integer.toString(endpoint.getPort()),
                "--tls-cert",
                "tls/cert.pem"))
        .containsExactly("healthy");
    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();
  }

  @Test
  void refusesAPortInUse() throws Exception {
    try (var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(occupied.getLocalPort());

      assertRefused(
          "port " + port + " on 127.0.0.1 is already in use",
          "serve",
          "--in-memory",
          "--admin-port",
          "off", // the port after this one may be somebody's
          "--port",
          port);
    }
  }

  @Test
  void refusesADataDirectoryItCannotHave() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertRefused("is not a directory", "serve", "--port", "0", "--data", file.toString());
    assertRefused(
        "cannot create the data directory",
        "serve",
        "--port",
        "0",
        "--data",
        file.resolve("below").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve --port x",
        "serve --port 65536",
        "serve --port",
        "serve --durability sometimes",
        "serve --durability interval:0",
        "serve --durability interval:x",
        "serve --workers 0",
        "serve --stop-timeout -1",
        "serve --config none.properties",
        "serve --region",
        "serve --region UP",
        "serve --bogus",
        "serve more",
        "serve --in-memory --host 0.0.0.0 --auth off",
        "serve --in-memory --auth sometimes",
        "serve --in-memory --tls-cert cert.pem",
        "serve --in-memory --tls-cert cert.pem --tls-key key.pem",
        "serve --in-memory --tls-client-ca ca.pem",
        "cert",
        "cert --out . --days 0",
        "cert --out . --name a,b",
        "keys",
        "keys create",
        "keys create a/b",
        "keys create ann --policy",
        "keys create ann --policy none.json",
        "keys policy ann",
        "keys rotate ann",
        "keys rotate ann --grace -1",
        "keys delete ann",
        "keys bogus",
        "serve --in-memory --host no.such.host.invalid",
        "bogus",
        "",
      })
  void refusesWhatItDoesNotUnderstandInOneLine(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int code =
        Main.commandLine(Map.of("STATOR_DATA", directory.resolve("data").toString()), null, words)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).startsWith("stator: ").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void refusesAnOpenDoorToTheNetworkWithTheReason() throws Exception {
    assertRefused(
        "--insecure allows it", "serve", "--in-memory", "--host", "0.0.0.0", "--auth", "off");
  }

  @Test
  void asksForKeysOnTheNetwork() throws Exception {
    Process server = start("serve", "--in-memory", "--port", "0", "--host", "0.0.0.0");
    String ready = server.inputReader().readLine();

    assertThat(ready).contains("http://0.0.0.0:").contains("signed requests only");

    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();
  }

  @Test
  void printsAKeyOnceAndListsItWithoutItsSecret() throws Exception {
    List<String> created = linesOf("keys", "create", "ann", "--endpoint", "http://db:8000");
    List<String> listed = linesOf("keys", "list");

    assertThat(created)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("# add to ~/.aws/credentials"),
            line -> assertThat(line).isEqualTo("[stator]"),
            line -> assertThat(line).matches("aws_access_key_id = STAT[A-Z2-7]{16}"),
            line -> assertThat(line).matches("aws_secret_access_key = .{40}"),
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).isEqualTo("# add to ~/.aws/config"),
            line -> assertThat(line).isEqualTo("[profile stator]"),
            line -> assertThat(line).isEqualTo("region = us-east-1"),
            line -> assertThat(line).isEqualTo("endpoint_url = http://db:8000"));
    String id = created.get(2).substring("aws_access_key_id = ".length());
    assertThat(listed).hasSize(1);
    assertThat(listed.getFirst()).startsWith("ann " + id + " enabled created ");
    assertThat(linesOf("keys", "disable", "ann")).isEmpty();
    assertThat(linesOf("keys", "list").getFirst()).startsWith("ann " + id + " disabled created ");
    assertThat(linesOf("keys", "delete", "ann")).isEmpty();
    assertThat(linesOf("keys", "list")).isEmpty();
  }

  @Test
  void takesPoliciesFromFilesAndRefusesThoseItDoesNotUnderstand() throws Exception {
    Path policy = directory.resolve("policy.json");
    String nothing = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
    Files.writeString(policy, nothing.replace("2012", "2013"));
    assertRefused(
        "Version must be \"2012-10-17\"", "keys", "create", "ann", "--policy", policy.toString());
    assertThat(linesOf("keys", "list")).isEmpty();

    Files.writeString(policy, nothing);
    linesOf("keys", "create", "ann", "--policy", policy.toString());

    assertThat(linesOf("keys", "policy", "ann")).containsExactly(nothing);
    Files.writeString(policy, nothing.replace("{", "{ "));
    linesOf("keys", "policy", "ann", "--policy", policy.toString());
    assertThat(linesOf("keys", "policy", "ann")).containsExactly(nothing.replace("{", "{ "));
  }

  @Test
  void tellsItsVersion() throws Exception {
    Process process = start("version");

    assertThat(process.inputReader().readLine()).startsWith("Stator ").contains("Java ");
    assertThat(exitCodeOf(process)).isZero();
  }

  @Test
  void checksAStoppedDirectory() throws Exception {
    Path data = directory.resolve("data");
    Process server = start("serve", "--port", "0", "--data", data.toString());
    assertThat(server.inputReader().readLine()).startsWith("Stator ready");
    assertRefused("in use", "check", "--data", data.toString());
    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();

    Process check = start("check", "--data", data.toString());
    assertThat(check.inputReader().readLine()).endsWith(": no damage");
    assertThat(exitCodeOf(check)).isZero();

    Path checkpoint = data.resolve("catalog").resolve("checkpoint");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[20] ^= 1;
    Files.write(checkpoint, bytes);
    check = start("check", "--data", data.toString());
    assertThat(check.inputReader().lines())
        .first()
        .isEqualTo("corrupt checkpoint: file=" + checkpoint);
    assertThat(exitCodeOf(check)).isEqualTo(1);

    assertRefused("not a Stator data directory", "check", "--data", directory.toString());
  }

  @Test
  void repairsWhatItAnnouncesAndKeepsTheDamagedFiles() throws Exception {
    Path data = directory.resolve("data");
    Process server = start("serve", "--port", "0", "--data", data.toString());
    assertThat(server.inputReader().readLine()).startsWith("Stator ready");
    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();
    Path identity = data.resolve("workers.1").resolve("0").resolve("log").resolve("identity");
    byte[] damaged = Files.readAllBytes(identity);
    damaged[26] ^= 1;
    Files.write(identity, damaged);
    Files.createFile(data.resolve("checkpoint.tmp"));

    Process plan = start("repair", "--data", data.toString());
    assertThat(plan.inputReader().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("to do: corrupt identity of a commit log: file=" + identity);
    assertThat(exitCodeOf(plan)).isEqualTo(1);
    assertThat(Files.readAllBytes(identity)).isEqualTo(damaged);

    Process repair = start("repair", "--data", data.toString(), "--apply");
    assertThat(repair.inputReader().lines().toList())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("done: corrupt identity of a commit log"))
        .endsWith("no damage is left");
    assertThat(exitCodeOf(repair)).isZero();
    assertThat(data.resolve("damaged/1/workers.1/0/log/identity")).hasBinaryContent(damaged);
    assertThat(data.resolve("damaged/1/checkpoint.tmp")).exists();

    server = start("serve", "--port", "0", "--data", data.toString());
    assertThat(server.inputReader().readLine()).startsWith("Stator ready");
    assertRefused("in use", "repair", "--data", data.toString());
    server.toHandle().destroy();
    assertThat(exitCodeOf(server)).isZero();
  }

  /** What the program prints before it ends well. */
  private List<String> linesOf(String... arguments) throws Exception {
    Process process = start(arguments);
    List<String> lines = process.inputReader().lines().toList();
    assertThat(exitCodeOf(process)).isZero();
    return lines;
  }

  private void assertRefused(String reason, String... arguments) throws Exception {
    Process process = start(arguments);
    List<String> errors = process.errorReader().lines().toList();

    assertThat(exitCodeOf(process)).isEqualTo(2);
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst()).startsWith("stator: ").contains(reason);
    assertThat(process.inputReader().lines()).isEmpty();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + JVM_OPTIONS.toAbsolutePath().normalize());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(directory.toFile()).start();
  }

  private static int exitCodeOf(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
    }
    return process.exitValue();
  }

  private static URI endpointIn(String ready) {
    return URI.create(ready.split(" ", -1)[3]);
  }

  private static HttpResponse<String> get(URI endpoint) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(endpoint.resolve("/")).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
