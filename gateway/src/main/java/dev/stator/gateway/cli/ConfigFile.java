package dev.stator.gateway.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The option of commands that take settings from variables and a file too. */
final class ConfigFile {
  private static final String FLAG = "--config";

  private ConfigFile() {}

  /** Gives the option to a command, if that has an option that is a setting, and to those below. */
  static void addTo(CommandLine command, Settings settings) {
    CommandSpec spec = command.getCommandSpec();
    boolean isHidden = spec.usageMessage().hidden();
    if (!isHidden && spec.options().stream().anyMatch(option -> settings.of(option) != null)) {
      spec.addOption(
          OptionSpec.builder(FLAG)
              .type(Path.class)
              .paramLabel("FILE")
              .description(
                  "A file with a line NAME=VALUE for each option; default: that of the installation.")
              .build());
    }
    command.getSubcommands().values().forEach(below -> addTo(below, settings));
  }

  static boolean isFlag(OptionSpec option) {
    return option.longestName().equals(FLAG);
  }

  static boolean isTakenBy(CommandSpec command) {
    return command.findOption(FLAG) != null;
  }

  /** The file that the flag names, null when it was not given. */
  static @Nullable Path givenTo(CommandSpec command) {
    OptionSpec flag = command.findOption(FLAG);
    return flag == null ? null : flag.getValue();
  }
}
