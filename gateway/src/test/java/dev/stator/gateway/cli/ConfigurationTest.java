package dev.stator.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Settings by flags, environment variables and the settings file. */
class ConfigurationTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);

  /** Values of options whose type says too little. */
  private static final Map<String, String> SAMPLES = Map.of("durability", "interval:7");

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** The options of serve as it is now. */
  static Stream<Setting> settings() {
    return new Settings(
            Objects.requireNonNull(Main.commandLine().getSubcommands().get("serve"))
                .getCommandSpec())
        .all().stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyOptionOfServeIsAFlagAVariableAndANameInTheFile(Setting setting) throws Exception {
    String sample = sample(setting);
    Path file = file(setting.name() + "=" + sample);

    assertThat(configured(setting, Map.of(), setting.flag() + "=" + sample))
        .isEqualTo(List.of(sample, setting.flag()));
    assertThat(configured(setting, Map.of(setting.variable(), sample)))
        .isEqualTo(List.of(sample, setting.variable()));
    assertThat(configured(setting, Map.of(), "--config", file.toString()))
        .isEqualTo(List.of(sample, file.toString()));
  }

  private static String sample(Setting setting) {
    OptionSpec option = setting.option();
    Class<?> type = option.auxiliaryTypes()[0];
    String given = SAMPLES.get(setting.name());
    if (given != null) {
      return given;
    } else if (type == boolean.class || type == Boolean.class) {
      return "true";
    } else if (NUMBERS.contains(type)) {
      return "7";
    } else if (type == URI.class) {
      return "http://somewhere:7";
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0].toString();
    } else if (option.converters().length == 0 && (type == Path.class || type == String.class)) {
      return "given";
    }
    return Objects.requireNonNull(option.defaultValue(), "give " + setting.name() + " a sample");
  }

  @Test
  void flagsCountBeforeVariablesAndThoseBeforeTheFile() throws Exception {
    Path file = file("port=1", "region=r1", "data=d1", "host = h1 ");
    Map<String, String> variables = Map.of("STATOR_PORT", "2", "STATOR_REGION", "r2");

    List<String> lines = config(variables, "--config", file.toString(), "--port", "3");

    assertThat(lines).first().isEqualTo("settings file: " + file);
    assertThat(valueOf("port", lines)).containsExactly("3", "--port");
    assertThat(valueOf("region", lines)).containsExactly("r2", "STATOR_REGION");
    assertThat(valueOf("data", lines)).containsExactly("d1", file.toString());
    assertThat(valueOf("host", lines)).containsExactly("h1", file.toString());
    assertThat(valueOf("durability", lines)).containsExactly("sync", "default");
    assertThat(valueOf("tls-cert", lines)).containsExactly("-", "default");
  }

  @Test
  void aFlagWithoutAValueIsOnWhateverElseSaysSo() throws Exception {
    Map<String, String> on = Map.of("STATOR_IN_MEMORY", "true");
    Map<String, String> off = Map.of("STATOR_IN_MEMORY", "false");

    assertThat(valueOf("in-memory", config(on, "--in-memory")))
        .containsExactly("true", "--in-memory");
    assertThat(valueOf("in-memory", config(off, "--in-memory")))
        .containsExactly("true", "--in-memory");
    assertThat(valueOf("in-memory", config(on, "--in-memory=false")))
        .containsExactly("false", "--in-memory");
    assertThat(valueOf("in-memory", config(off))).containsExactly("false", "STATOR_IN_MEMORY");
  }

  @Test
  void theFileIsThatOfTheFlagElseOfTheVariableElseOfTheInstallation() throws Exception {
    Path first = file("port=1");
    Path second = file("port=2");
    Path third = file("port=3");
    Map<String, String> variables = Map.of("STATOR_CONFIG", second.toString());

    assertThat(run(variables, third, "config", "--config", first.toString())).isZero();
    assertThat(valueOf("port", printed())).containsExactly("1", first.toString());
    assertThat(run(variables, third, "config")).isZero();
    assertThat(valueOf("port", printed())).containsExactly("2", second.toString());
    assertThat(run(Map.of(), third, "config")).isZero();
    assertThat(valueOf("port", printed())).containsExactly("3", third.toString());
    assertThat(run(Map.of(), directory.resolve("none"), "config")).isZero();
    assertThat(valueOf("port", printed())).containsExactly("8000", "default");
  }

  @Test
  void whatIsEmptyIsNotGiven() throws Exception {
    Path file = file("port=", "# region=x", "host=h1");

    List<String> lines =
        config(Map.of("STATOR_PORT", "", "STATOR_HOST", " "), "--config", file.toString());

    assertThat(valueOf("port", lines)).containsExactly("8000", "default");
    assertThat(valueOf("host", lines)).containsExactly("h1", file.toString());
  }

  @Test
  void namesThatNothingKnowsAreErrorsThatSuggestTheNearest() throws Exception {
    Path file = file("prot=1");
    Path strange = file("something.else.altogether=1");

    assertRefused(
        "unknown name in " + file + ": prot (did you mean port?)",
        Map.of(),
        "serve",
        "--config",
        file.toString());
    assertRefused(
        "unknown name in " + strange + ": something.else.altogether",
        Map.of(),
        "config",
        "--config",
        strange.toString());
    assertRefused(
        "unknown environment variable STATOR_TLS_CERTS (did you mean STATOR_TLS_CERT?)",
        Map.of("STATOR_TLS_CERTS", "x"),
        "keys",
        "list");
  }

  @Test
  void variablesThatAreNoSettingsAreKnown() throws Exception {
    for (OtherVariable other : OtherVariable.values()) {
      String value = file().toString();
      assertThat(run(Map.of(other.variable(), value), null, "config")).as(other.name()).isZero();
    }
  }

  @Test
  void aFileThatCannotBeReadIsAnError() throws Exception {
    Path missing = directory.resolve("missing");
    Path twice = file("port=1", "port=2");

    assertRefused(
        "cannot read the settings in " + missing + ": NoSuchFileException " + missing,
        Map.of("STATOR_CONFIG", missing.toString()),
        "serve");
    assertRefused(twice + " gives port twice", Map.of(), "config", "--config", twice.toString());
  }

  @Test
  void anErrorTellsWhereAValueCameFrom() throws Exception {
    Path file = file("workers=0");

    assertRefused(
        "Invalid value for option '--port': 'x' is not an int (--port is from STATOR_PORT)",
        Map.of("STATOR_PORT", "x"),
        "serve");
    assertRefused(
        "--workers must be between 1 and 256: 0 (--workers is from " + file + ")",
        Map.of(),
        "serve",
        "--config",
        file.toString());
    assertRefused(
        "--port must be between 0 and 65535: 70000",
        Map.of("STATOR_PORT", "1"),
        "config",
        "--port",
        "70000");
  }

  @Test
  void secretsAreMasked() throws Exception {
    List<String> lines =
        config(
            Map.of(
                "STATOR_MASTER_KEY", "c2VjcmV0",
                "STATOR_S3_ENDPOINT", "http://me:hidden@store:9000",
                "STATOR_JAVA_OPTIONS", "-Xmx1g -Djavax.net.ssl.trustStorePassword=hidden -Da=b"));

    assertThat(lines)
        .contains(
            "STATOR_MASTER_KEY  ***",
            "STATOR_JAVA_OPTIONS  -Xmx1g -Djavax.net.ssl.trustStorePassword=*** -Da=b");
    assertThat(valueOf("s3-endpoint", lines))
        .containsExactly("http://***@store:9000", "STATOR_S3_ENDPOINT");
    assertThat(lines).noneMatch(line -> line.contains("hidden") || line.contains("c2VjcmV0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "repair"})
  void otherCommandsTakeTheSettingsTheyShareWithServe(String command) throws Exception {
    Path data = Files.createDirectory(directory.resolve("elsewhere"));
    Path file = file("data=" + data, "port=x"); // which is none of theirs

    assertRefused(
        "not a Stator data directory: " + data, Map.of("STATOR_DATA", data.toString()), command);
    assertRefused(
        "not a Stator data directory: " + data, Map.of(), command, "--config", file.toString());
  }

  @Test
  void theTemplateHasEveryNameAndGivesNone() throws Exception {
    assertThat(run(Map.of(), null, "config", "--template")).isZero();
    List<String> lines = printed();

    assertThat(lines).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    assertThat(lines).contains("#port=8000", "#tls-cert=", "#in-memory=false");
    settings()
        .forEach(each -> assertThat(lines).anyMatch(l -> l.startsWith("#" + each.name() + "=")));
    Path uncommented =
        Files.write(
            directory.resolve("uncommented"),
            lines.stream()
                .filter(l -> l.matches("#[a-z0-9-]+=.*"))
                .map(l -> l.substring(1))
                .toList());
    assertThat(config(Map.of(), "--config", uncommented.toString())).isNotEmpty();
  }

  @Test
  void helpIsToldWhateverTheFileSays() throws Exception {
    assertThat(run(Map.of(), null, "serve", "--config", file("prot=1").toString(), "--help"))
        .isZero();
    assertThat(printed()).anyMatch(line -> line.contains("--tls-cert"));
  }

  /** What {@code config} tells of a setting: its value and where that comes from. */
  private List<String> configured(Setting setting, Map<String, String> variables, String... flags) {
    run(
        variables,
        null,
        Stream.concat(Stream.of("config"), Stream.of(flags)).toArray(String[]::new));
    return valueOf(setting.name(), printed());
  }

  private List<String> config(Map<String, String> variables, String... flags) {
    String[] arguments =
        Stream.concat(Stream.of("config"), Stream.of(flags)).toArray(String[]::new);
    assertThat(run(variables, null, arguments)).as(err.toString()).isZero();
    return printed();
  }

  private static List<String> valueOf(String name, List<String> lines) {
    return lines.stream()
        .map(line -> List.of(line.split(" {2,}", -1)))
        .filter(columns -> columns.getFirst().strip().equals(name))
        .map(columns -> columns.subList(1, columns.size()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line for " + name + ": " + lines));
  }

  private void assertRefused(String reason, Map<String, String> variables, String... arguments) {
    assertThat(run(variables, null, arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines()).containsExactly("stator: " + reason);
  }

  private int run(Map<String, String> variables, @Nullable Path installed, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(variables, installed)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private List<String> printed() {
    return out.toString().lines().toList();
  }

  private Path file(String... lines) throws Exception {
    return Files.write(Files.createTempFile(directory, "stator", ".properties"), List.of(lines));
  }
}
