package dev.stator.docs;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.cli.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Holds what the pages say of options and classes to the code. */
class GuideTest {

  @Test
  void theOptionsOfServeAreAllTold() {
    Map<String, String> expected = new TreeMap<>();
    CommandLine serve = requireNonNull(Main.commandLine().getSubcommands().get("serve"));
    for (OptionSpec option : serve.getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        String value = option.defaultValue();
        expected.put(option.longestName(), value == null ? "" : value);
      }
    }

    Map<String, String> told = new TreeMap<>();
    for (List<String> row : Project.page("docs/operations.md").rows("Options of serve")) {
      List<String> value = Page.codeSpans(row.get(1));
      told.put(
          Page.codeSpans(row.get(0)).getFirst().replaceFirst(" .*", ""),
          value.isEmpty() ? "" : value.getFirst());
    }

    assertThat(told).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"architecture.md", "operations.md", "storage-format.md"})
  void theClassesItNamesExist(String page) {
    Set<String> types =
        Project.sources().stream()
            .map(path -> String.valueOf(path.getFileName()).replace(".java", ""))
            .collect(toSet());
    List<String> missing = new ArrayList<>();
    for (String span : Project.page("docs/" + page).codeSpans()) {
      String type = span.replaceFirst("[.#].*", "");
      if (span.matches("[A-Z][a-z]+([A-Z][a-z0-9]+)+([.#][a-zA-Z]+)?") && !types.contains(type)) {
        missing.add(span);
      }
    }

    assertThat(missing).isEmpty();
  }
}
