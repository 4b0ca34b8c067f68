package dev.stator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds that what a page points at is there. */
class LinksTest {
  private static final Path DECISIONS = Project.ROOT.resolve("docs/decisions");

  @Test
  void findsThePages() {
    assertThat(Project.pages())
        .contains(
            Project.ROOT.resolve("docs/architecture.md"),
            Project.ROOT.resolve("docs/decisions/README.md"));
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path path : Project.pages()) {
      for (String link : new Page(path).links()) {
        if (!link.matches("[a-z]+:.*") && !isFound(path, link)) {
          broken.add(Project.ROOT.relativize(path) + " -> " + link);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  private static boolean isFound(Path page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!target.startsWith(Project.ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0 || new Page(target).anchors().contains(link.substring(hash + 1));
  }

  @Test
  void theIndexOfDecisionsHasThemAll() {
    List<String> listed = Project.page("docs/decisions/README.md").links();

    for (Path path : Project.pages()) {
      if (path.startsWith(DECISIONS) && !path.endsWith("README.md")) {
        assertThat(listed).contains(String.valueOf(path.getFileName()));
      }
    }
  }
}
