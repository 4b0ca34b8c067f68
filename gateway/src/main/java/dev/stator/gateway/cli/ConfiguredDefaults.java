package dev.stator.gateway.cli;

import dev.stator.gateway.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives options that are no flags of the command line the values of environment variables or else
 * of the settings file. Empty values count as not given.
 *
 * <p>Picocli asks for each option after it has read the flags, so the file they name is known.
 */
final class ConfiguredDefaults implements IDefaultValueProvider {
  /** Where the start script of an installation says that its settings file is. */
  private static final String INSTALLED_PROPERTY = "stator.config";

  private final Settings settings;
  private final Map<String, String> environment;
  private final @Nullable Path installed;
  private final Map<Path, SettingsFile> files = new HashMap<>();

  /**
   * @param installed the file that is read when none is named and this one is there; null for none
   */
  ConfiguredDefaults(Settings settings, Map<String, String> environment, @Nullable Path installed) {
    this.settings = settings;
    this.environment = environment;
    this.installed = installed;
  }

  /** The settings file of the installation this JVM was started from, null when it is none. */
  static @Nullable Path installedFile() {
    String path = System.getProperty(INSTALLED_PROPERTY);
    return path == null ? null : Path.of(path);
  }

  /**
   * A value and where it comes from.
   *
   * @param origin the name of a variable or of a file
   */
  record Given(String text, String origin) {}

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    Given given = argument instanceof OptionSpec option ? given(option) : null;
    return given == null ? null : given.text();
  }

  /** What a variable or the file gives an option; null when they do not. */
  @Nullable Given given(OptionSpec option) {
    Setting setting = settings.of(option);
    if (setting == null || !ConfigFile.isTakenBy(option.command())) {
      return null;
    }
    String variable = environment.getOrDefault(setting.variable(), "").strip();
    return variable.isEmpty()
        ? fromFile(setting, option.command())
        : new Given(variable, setting.variable());
  }

  private @Nullable Given fromFile(Setting setting, CommandSpec command) {
    Path path = fileOf(command);
    if (path == null) {
      return null;
    }
    try {
      String text = read(path).values().getOrDefault(setting.name(), "");
      return text.isEmpty() ? null : new Given(text, path.toString());
    } catch (StartupException unreadable) {
      return null; // which check() will say, unless the command is only asked for help
    }
  }

  /** The settings file of a command, null when there is none. */
  @Nullable Path fileOf(CommandSpec command) {
    Path named = ConfigFile.givenTo(command);
    if (named != null) {
      return named;
    }
    String variable = environment.getOrDefault(OtherVariable.CONFIG.variable(), "").strip();
    if (!variable.isEmpty()) {
      return Path.of(variable);
    }
    return installed != null && Files.exists(installed) ? installed : null;
  }

  private SettingsFile read(Path path) {
    return files.computeIfAbsent(path, SettingsFile::read);
  }

  /**
   * Refuses names that nothing knows, so that a slip of the pen does not leave a default in force.
   *
   * @throws StartupException for the first of them, or when the file cannot be read
   */
  void check(CommandSpec command) {
    if (!ConfigFile.isTakenBy(command)) {
      return;
    }
    checkVariables();
    Path path = fileOf(command);
    if (path != null) {
      checkFile(read(path));
    }
  }

  private void checkVariables() {
    List<String> known = new ArrayList<>();
    settings.all().forEach(setting -> known.add(setting.variable()));
    Arrays.stream(OtherVariable.values()).forEach(other -> known.add(other.variable()));
    for (String name : environment.keySet()) {
      if (name.startsWith(Setting.VARIABLE_PREFIX) && !known.contains(name)) {
        throw unknown("unknown environment variable ", name, known);
      }
    }
  }

  private void checkFile(SettingsFile file) {
    List<String> known = settings.all().stream().map(Setting::name).toList();
    for (String name : file.values().keySet()) {
      if (!known.contains(name)) {
        throw unknown("unknown name in " + file.path() + ": ", name, known);
      }
    }
  }

  private static StartupException unknown(String what, String name, List<String> known) {
    String nearest = NearestName.of(name, known);
    return new StartupException(
        what + name + (nearest == null ? "" : " (did you mean " + nearest + "?)"));
  }

  /**
   * The origins of the options that a message names and no flag gave; empty when there are none.
   *
   * @param flags what the command line was
   */
  String originsOf(String message, CommandSpec command, String... flags) {
    List<String> origins = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      String name = option.longestName();
      boolean isNamed = message.matches("(?s).*" + name + "(?![a-z-]).*");
      Given given = isNamed && !isAmong(name, flags) ? given(option) : null;
      if (given != null) {
        origins.add(name + " is from " + given.origin());
      }
    }
    return origins.isEmpty() ? "" : " (" + String.join(", ", origins) + ")";
  }

  private static boolean isAmong(String name, String... flags) {
    return Arrays.stream(flags).anyMatch(flag -> flag.equals(name) || flag.startsWith(name + "="));
  }
}
