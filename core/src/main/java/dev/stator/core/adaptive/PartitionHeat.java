package dev.stator.core.adaptive;

import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** The heat of one partition, by what is done with its keys. */
final class PartitionHeat {
  private final long partition;
  private final Map<Access, KeyHeat> byAccess = new EnumMap<>(Access.class);
  private long lastMs;

  PartitionHeat(long partition) {
    this.partition = partition;
  }

  void add(Access access, double weight, DirectBuffer key, int offset, int length, long nowMs) {
    lastMs = nowMs;
    byAccess
        .computeIfAbsent(access, kind -> new KeyHeat(nowMs, partition * 31 + kind.messageType()))
        .add(weight, key, offset, length, nowMs);
  }

  void endTick(long elapsedMs) {
    byAccess.values().forEach(heat -> heat.endTick(elapsedMs));
  }

  /** What is known of this kind of access, null when there was none. */
  @Nullable KeyHeat of(Access access) {
    return byAccess.get(access);
  }

  /** When a key was hit last. */
  long lastMs() {
    return lastMs;
  }
}
