package dev.stator.gateway.offsite;

import dev.stator.gateway.bucket.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.agrona.concurrent.EpochClock;

/**
 * Finds and deletes the segments of a place that no copy there has. Copies are looked at after the
 * segments, so one that is completed meanwhile is seen.
 */
public final class Pruning {
  /** Nothing else below this key is touched. */
  private static final Pattern SEGMENT = Pattern.compile(OffsiteStore.SEGMENTS + "[0-9a-f]{64}");

  private final OffsiteObjects objects;
  private final EpochClock clock;
  private final Duration leastAge;

  Pruning(OffsiteObjects objects, EpochClock clock, Duration leastAge) {
    this.objects = objects;
    this.clock = clock;
    this.leastAge = leastAge;
  }

  /**
   * Segments that no copy has.
   *
   * @param unneeded those that are old enough to be deleted
   * @param young how many others there are, which stay
   */
  public record Found(List<StoredObject> unneeded, int young) {
    public Found {
      unneeded = List.copyOf(unneeded);
    }

    /** What the segments that are old enough take. */
    public long bytes() {
      return unneeded.stream().mapToLong(StoredObject::length).sum();
    }
  }

  Found find(Supplier<List<OffsiteManifest>> copies) {
    List<StoredObject> segments = objects.list(OffsiteStore.SEGMENTS);
    Set<String> named = new HashSet<>();
    for (OffsiteManifest copy : copies.get()) {
      copy.segments().forEach(segment -> named.add(OffsiteStore.SEGMENTS + segment.sha256()));
    }
    long newest = clock.time() - leastAge.toMillis();
    List<StoredObject> unneeded = new ArrayList<>();
    int young = 0;
    for (StoredObject segment : segments) {
      if (SEGMENT.matcher(segment.key()).matches() && !named.contains(segment.key())) {
        if (segment.modifiedMs() <= newest) {
          unneeded.add(segment);
        } else {
          young++;
        }
      }
    }
    return new Found(unneeded, young);
  }

  void delete(Found found, Turn turn) {
    for (StoredObject segment : found.unneeded()) {
      turn.goOn();
      objects.delete(segment.key());
    }
  }
}
