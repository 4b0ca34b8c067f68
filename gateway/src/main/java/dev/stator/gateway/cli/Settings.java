package dev.stator.gateway.cli;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All settings there are: the options of {@code serve}, whatever class or mixin declares them. */
final class Settings {
  private final Map<String, Setting> byFlag = new LinkedHashMap<>();

  Settings(CommandSpec serve) {
    for (OptionSpec option : serve.options()) {
      if (!option.usageHelp() && !option.versionHelp() && !ConfigFile.isFlag(option)) {
        Setting setting = new Setting(option);
        byFlag.put(setting.flag(), setting);
      }
    }
  }

  Collection<Setting> all() {
    return Collections.unmodifiableCollection(byFlag.values());
  }

  /** The setting that an option of any command is, by its name; null when it is none. */
  @Nullable Setting of(OptionSpec option) {
    return byFlag.get(option.longestName());
  }
}
