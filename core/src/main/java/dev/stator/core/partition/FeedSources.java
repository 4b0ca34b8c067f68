package dev.stator.core.partition;

import dev.stator.core.command.CommandView;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.Long2LongHashMap;

/**
 * How far partitions have fed this one: of each the sequence number of its last change that was
 * applied here. A partition that takes the place of another one of a global index inherits what
 * that had, so that each change is applied in one of them.
 */
final class FeedSources {
  private final Long2LongHashMap applied = new Long2LongHashMap(0);

  FeedSources(Map<Long, Long> known) {
    known.forEach((source, last) -> applied.put(source.longValue(), last.longValue()));
  }

  /** The last change that was applied of this partition, 0 for none. */
  long last(long source) {
    return applied.get(source);
  }

  void applied(long source, long sequence) {
    applied.put(source, sequence);
  }

  /** Takes over what an OPEN command says, unless more is known. */
  void inherit(CommandView open) {
    for (int i = 0; i < open.inheritedSources(); i++) {
      long source = open.inheritedSource(i);
      applied.put(source, Math.max(applied.get(source), open.inheritedSequence(i)));
    }
  }

  Map<Long, Long> toMap() {
    Map<Long, Long> copy = new HashMap<>();
    applied.forEachLong(copy::put);
    return copy;
  }
}
