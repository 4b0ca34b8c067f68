package dev.stator.gateway.cli;

import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option of {@code serve}, which an environment variable or a line of the settings file can give
 * as well: {@code --tls-key}, {@code STATOR_TLS_KEY}, {@code tls-key}.
 */
record Setting(OptionSpec option) {
  /** Begins the names of all variables that are for Stator. */
  static final String VARIABLE_PREFIX = "STATOR_";

  private static final String FLAG_PREFIX = "--";

  String flag() {
    return option.longestName();
  }

  /** Its name in the settings file. */
  String name() {
    return flag().substring(FLAG_PREFIX.length());
  }

  String variable() {
    return VARIABLE_PREFIX + name().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Whether its value is not to be shown: picocli's way of marking passwords. */
  boolean isSecret() {
    return option.interactive() || option.type() == char[].class;
  }
}
