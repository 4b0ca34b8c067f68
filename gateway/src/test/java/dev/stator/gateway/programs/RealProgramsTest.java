package dev.stator.gateway.programs;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.stator.gateway.Stator;
import dev.stator.gateway.cli.Main;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.NewKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs programs of other languages, which check what they see and fail when it is not what DynamoDB
 * answers. A program whose interpreter or libraries are missing is skipped; {@code
 * STATOR_PROGRAMS=required} in the environment makes that a failure. {@code ./stator test programs}
 * sets it and installs the packages of the programs in JavaScript.
 */
class RealProgramsTest {
  private static final Path SOURCES = Path.of("src", "test", "programs");

  /** Beside the packages, which a program in JavaScript looks for from where it is. */
  private static final Path JAVASCRIPT = Path.of("target", "programs", "javascript");

  private static final Path LOGS = Path.of("target", "programs", "logs");

  private static final Interpreter SHELL =
      new Interpreter(List.of("sh"), List.of("aws", "--version"), "the AWS CLI (Debian: awscli)");
  private static final Interpreter NODE =
      new Interpreter(
          List.of("node"),
          List.of("node", "--eval", "require('./" + JAVASCRIPT + "/node_modules/electrodb')"),
          "Node.js 20 or newer with npm, and run ./stator test programs once for its packages");

  @TempDir private static Path data = Path.of("");

  private static Stator server;

  @BeforeAll
  static void start() {
    server = Stator.at(data).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theAwsCliKeepsALibrary() throws Exception {
    run(SHELL, SOURCES.resolve("cli").resolve("library.sh"));
  }

  @Test
  void theAwsCliWorksWithTheProfileThatKeysPrints(@TempDir Path keys) throws Exception {
    try (Stator guarded = Stator.inMemory().requireKeys(keys).start()) {
      Map<String, String> environment = new HashMap<>(environment());
      environment.put("SERVER_ENDPOINT", guarded.endpoint().toString());
      environment.put("SERVER_DATA", keys.toString());
      environment.put("SERVER_PROGRAM", program());
      run(SHELL, SOURCES.resolve("cli").resolve("keys.sh"), environment);
    }
  }

  /** The command that the script {@code stator} becomes. */
  private static String program() {
    return String.join(
        " ",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + Path.of("..", "config", "jvm.options"),
        "-XX:TieredStopAtLevel=1 -cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /** With a key, of a server that wants one: this signs every kind of request there is. */
  @Test
  void boto3KeepsTheOrdersOfAShop(@TempDir Path keys) throws Exception {
    Interpreter first = python("python3");
    Interpreter python = first.isInstalled() ? first : python("/usr/bin/python3");
    NewKey key = KeyStore.of(keys).create("shop", KeyStore.EVERYTHING);

    try (Stator guarded = Stator.inMemory().requireKeys(keys).start()) {
      Map<String, String> environment = new HashMap<>(environment());
      environment.put("SERVER_ENDPOINT", guarded.endpoint().toString());
      environment.put("AWS_ACCESS_KEY_ID", key.id());
      environment.put("AWS_SECRET_ACCESS_KEY", key.secret());
      run(python, SOURCES.resolve("boto3").resolve("orders.py"), environment);
    }
  }

  @Test
  void theDocumentClientForJavaScriptKeepsSessions() throws Exception {
    runJavaScript("sessions.mjs");
  }

  @Test
  void electroDbKeepsACompanyInOneTable() throws Exception {
    runJavaScript("tasks.mjs");
  }

  @Test
  void theClientForJavaScriptTriesAgainWhenItIsThrottled() throws Exception {
    runJavaScript("throttling.mjs");
  }

  private static Interpreter python(String executable) {
    return new Interpreter(
        List.of(executable, "-B"),
        List.of(executable, "-c", "import boto3"),
        "Python 3 with boto3 (Debian: python3-boto3)");
  }

  private static void runJavaScript(String name) throws IOException, InterruptedException {
    Files.createDirectories(JAVASCRIPT);
    Path program =
        Files.copy(
            SOURCES.resolve("javascript").resolve(name),
            JAVASCRIPT.resolve(name),
            StandardCopyOption.REPLACE_EXISTING);
    run(NODE, program);
  }

  private static void run(Interpreter interpreter, Path program)
      throws IOException, InterruptedException {
    run(interpreter, program, environment());
  }

  private static void run(Interpreter interpreter, Path program, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (interpreter.isInstalled()) {
      interpreter.run(program, environment, LOGS.resolve(program.getFileName() + ".log"));
    } else if ("required".equals(System.getenv("STATOR_PROGRAMS"))) {
      fail(program.getFileName() + " cannot run: install " + interpreter.missing());
    } else {
      abort(program.getFileName() + " is skipped: it needs " + interpreter.missing());
    }
  }

  /** All that an application is given, and nothing of what this machine has for others. */
  private static Map<String, String> environment() {
    return Map.of(
        "SERVER_ENDPOINT", server.endpoint().toString(),
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test",
        "AWS_REGION", "us-east-1",
        "AWS_DEFAULT_REGION", "us-east-1",
        "AWS_CONFIG_FILE", "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
        "AWS_EC2_METADATA_DISABLED", "true");
  }
}
