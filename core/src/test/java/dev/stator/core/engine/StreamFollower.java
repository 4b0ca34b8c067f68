package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.EngineDriver.Change;
import dev.stator.core.engine.EngineDriver.Changes;
import dev.stator.core.model.StreamShard;
import dev.stator.core.partition.ChangeKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of a stream with both images that outlives the engine: it keeps a copy of the table,
 * and each change must find there what it says was before it. So no change may be missing, come
 * twice or in another order, or be told and then taken back.
 */
final class StreamFollower {
  private final Random random;
  private final Map<String, String> items = new TreeMap<>();
  private final Map<Long, Long> positions = new HashMap<>();

  /**
   * @param present the items when the stream was enabled, as {@link EngineDriver#scan} shows them
   */
  StreamFollower(Random random, Collection<String> present) {
    this.random = random;
    present.forEach(item -> items.put(keyOf(item), item));
  }

  /** Takes what can be read now. */
  void follow(EngineDriver driver, TableStream stream) {
    for (StreamShard shard : stream.stream().shards()) {
      if (!isRead(stream.shard(shard.parent()))) {
        continue; // what is told of a key there comes before what is told here
      }
      long position = positions.getOrDefault(shard.partition(), shard.start());
      long next = position;
      do {
        position = next;
        Changes page =
            driver.changes(
                new ChangesRequest.Page(
                    stream, shard, position, random.nextBoolean(), 1 + random.nextInt(20)));
        page.changes().forEach(this::take);
        next = page.position();
        assertThat(next).as("the next position").isGreaterThanOrEqualTo(position);
        positions.put(shard.partition(), next);
      } while (next != position);
    }
  }

  /** Whether a shard has been read to its end. */
  private boolean isRead(@Nullable StreamShard parent) {
    return parent == null
        || positions.getOrDefault(parent.partition(), parent.start()) >= parent.end();
  }

  private void take(Change change) {
    assertThat(change.before()).as("before %s", change).isEqualTo(items.get(change.key()));
    assertThat(change.after()).as("after %s", change).isNotEqualTo(change.before());
    assertThat(change.kind()).as("%s", change).isEqualTo(kind(change.before(), change.after()));
    if (change.after() == null) {
      items.remove(change.key());
    } else {
      assertThat(keyOf(change.after())).isEqualTo(change.key());
      items.put(change.key(), change.after());
    }
  }

  private static ChangeKind kind(@Nullable String before, @Nullable String after) {
    if (before == null) {
      return ChangeKind.INSERT;
    }
    return after == null ? ChangeKind.REMOVE : ChangeKind.MODIFY;
  }

  /** Follows until the copy has these items: what was applied is durable soon. */
  void check(EngineDriver driver, TableStream stream, Collection<String> expected) {
    try {
      EngineDriver.await(
          () -> {
            follow(driver, stream);
            return items.size() == expected.size() && items.values().containsAll(expected);
          });
    } catch (AssertionError late) {
      assertThat(items.values())
          .as("what the stream has told")
          .containsExactlyInAnyOrderElementsOf(expected);
      throw late;
    }
  }

  private static String keyOf(String item) {
    String[] parts = item.split("/", -1);
    return parts[0] + "/" + parts[1];
  }
}
