package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.TableStatus;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A table that is created, filled and deleted, and what must be found of it after a crash. */
final class OtherTable {
  private static final String NAME = "others";
  private static final int FULL = 3;

  private final Random random;
  private final Set<String> items = new TreeSet<>();
  private @Nullable CompletableFuture<Table> change;
  private boolean exists;
  private boolean uncertain;
  private int version;

  OtherTable(Random random) {
    this.random = random;
  }

  /** Does what comes next, without waiting for it. */
  void change(EngineDriver driver) {
    CompletableFuture<Table> last = change;
    if (uncertain || (last != null && !last.isDone())) {
      return;
    }
    noteChange();
    if (uncertain) {
      return;
    }
    if (!exists) {
      change = driver.engine().createTable(EngineDriver.definition(NAME, random.nextBoolean()));
    } else if (items.size() < FULL) {
      fill(driver);
    } else if (isActive(driver)) {
      change = driver.engine().deleteTable(NAME);
    }
  }

  private void fill(EngineDriver driver) {
    String key = "o" + ++version;
    try {
      driver.put(NAME, EngineDriver.item(key, "s", "g", "l", "v"), null, () -> {}).join();
      items.add(key + "/s/g/l/v");
    } catch (CompletionException e) {
      uncertain = true;
    }
  }

  /** Notes what is known of the last change when the engine ends. */
  void noteChange() {
    CompletableFuture<Table> last = change;
    change = null;
    if (last != null) {
      if (last.isDone() && !last.isCompletedExceptionally()) {
        exists = !exists;
        items.clear();
      } else {
        uncertain = true;
      }
    }
  }

  /**
   * Checks what was found after a crash, and goes on from it.
   *
   * @param prefixes whether the last items may be missing
   */
  void check(EngineDriver driver, boolean prefixes) {
    EngineDriver.await(() -> driver.engine().table(NAME) == null || isActive(driver));
    boolean found = driver.engine().table(NAME) != null;
    if (!uncertain) {
      assertThat(found).as("the other table exists").isEqualTo(exists);
    }
    List<String> all = found ? driver.scan(NAME, null) : List.of();
    if (found) {
      if (!prefixes) {
        assertThat(all).as("items of the other table").containsAll(items);
      }
      assertThat(driver.scan(NAME, "by-l")).containsExactlyInAnyOrderElementsOf(all);
    }
    exists = found;
    uncertain = false;
    items.clear();
    items.addAll(all);
  }

  private static boolean isActive(EngineDriver driver) {
    Table table = driver.engine().table(NAME);
    return table != null && table.definition().status() == TableStatus.ACTIVE;
  }
}
