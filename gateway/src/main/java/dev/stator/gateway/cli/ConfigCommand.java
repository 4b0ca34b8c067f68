package dev.stator.gateway.cli;

import dev.stator.gateway.cli.ConfiguredDefaults.Given;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Prints the settings that {@code serve} would be run with, and where each comes from. */
@Command(
    name = "config",
    description = "Print the settings in force, for serve with the same options.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
  private static final String MASK = "***";
  private static final String UNSET = "-";

  /** What may stand before the host of a URL. */
  private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

  /** Options for the JVM that look like secrets. */
  private static final Pattern SECRET_OPTION =
      Pattern.compile("(?i)(-D\\S*(?:password|secret|token)\\S*?=)\\S+");

  private final ServeCommand serve;
  private final Settings settings;
  private final ConfiguredDefaults defaults;
  private final Map<String, String> environment;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--template",
      description = "Print a settings file instead, with every option and its default.")
  private boolean template;

  private ConfigCommand(
      ServeCommand serve,
      Settings settings,
      ConfiguredDefaults defaults,
      Map<String, String> environment) {
    this.serve = serve;
    this.settings = settings;
    this.defaults = defaults;
    this.environment = environment;
  }

  /** The command, with all options of {@code serve}. */
  static CommandSpec spec(
      Settings settings, ConfiguredDefaults defaults, Map<String, String> environment) {
    ServeCommand serve = new ServeCommand();
    CommandSpec options = new CommandLine(serve).getCommandSpec();
    CommandSpec spec =
        CommandSpec.forAnnotatedObject(new ConfigCommand(serve, settings, defaults, environment));
    for (OptionSpec option : options.options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        spec.addOption(option);
      }
    }
    return spec;
  }

  @Override
  public void run() {
    if (template) {
      SettingsTemplate.print(settings, spec.commandLine().getOut());
    } else {
      print();
      check();
    }
  }

  private void check() {
    try {
      serve.check();
    } catch (ParameterException mistake) {
      throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()));
    }
  }

  private void print() {
    PrintWriter out = spec.commandLine().getOut();
    Path file = defaults.fileOf(spec);
    out.println("settings file: " + (file == null ? "none" : file));
    ParseResult given = spec.commandLine().getParseResult();
    int width = settings.all().stream().mapToInt(each -> each.name().length()).max().orElse(1);
    for (Setting setting : settings.all()) {
      OptionSpec option = spec.findOption(setting.flag());
      boolean isFlag = given.hasMatchedOption(setting.flag());
      Given elsewhere = isFlag ? null : defaults.given(option);
      String value = elsewhere == null ? valueOf(option, isFlag) : elsewhere.text();
      String origin = elsewhere == null ? isFlag ? setting.flag() : "default" : elsewhere.origin();
      String line = "%-" + width + "s  %-24s  %s";
      out.println(line.formatted(setting.name(), shown(setting, value), origin));
    }
    for (OtherVariable other : OtherVariable.values()) {
      String value = environment.get(other.variable());
      if (value != null) {
        out.println(other.variable() + "  " + (other.isSecret() ? MASK : masked(value)));
      }
    }
    out.flush();
  }

  /** The text of a flag, or else the default. */
  private static String valueOf(OptionSpec option, boolean isFlag) {
    if (option.getValue() instanceof Boolean on) {
      return on.toString();
    }
    if (isFlag) {
      return String.join(",", option.originalStringValues());
    }
    String value = option.defaultValue();
    return value == null ? UNSET : value;
  }

  private static String shown(Setting setting, String value) {
    return setting.isSecret() && !value.equals(UNSET) ? MASK : masked(value);
  }

  private static String masked(String value) {
    String masked = USER_INFO.matcher(value).replaceAll("//" + MASK + "@");
    return SECRET_OPTION.matcher(masked).replaceAll("$1" + MASK);
  }
}
