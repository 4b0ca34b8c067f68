package dev.stator.gateway.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.OptionSpec;

/** A settings file in which every setting is told and none is given. */
final class SettingsTemplate {
  private static final int WIDTH = 98;

  private SettingsTemplate() {}

  static void print(Settings settings, PrintWriter out) {
    out.println(
        "# Settings of stator serve, in the syntax of Java's properties. A flag of the command");
    out.println(
        "# line counts before an environment variable, and that before this file. stator config");
    out.println("# prints what is in force. Below are all names with their defaults.");
    for (Setting setting : settings.all()) {
      String value = defaultOf(setting.option());
      out.println();
      comment(String.join(" ", setting.option().description()), out);
      out.println("#" + setting.name() + "=" + value);
    }
    out.flush();
  }

  private static String defaultOf(OptionSpec option) {
    String value = option.defaultValue();
    boolean isFlag = option.type() == boolean.class;
    return value == null ? isFlag ? "false" : "" : value;
  }

  private static void comment(String text, PrintWriter out) {
    StringBuilder line = new StringBuilder("#");
    for (String word : text.split("\\s+", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line.setLength(1);
      }
      line.append(' ').append(word);
    }
    out.println(line);
  }
}
