package dev.stator.gateway.offsite;

import dev.stator.gateway.bucket.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.agrona.concurrent.EpochClock;

/**
 * The turn of one program at a place: a copy that relies on a segment being there and a deletion of
 * segments must not meet. Each writes down that it works, and only then looks for the other; so one
 * of two sees the other at least. Any number of copies work at once, and one deletion.
 *
 * <pre>
 * working/copy-UUID                   a backup is being copied
 * working/prune-UUID                  segments are being deleted
 * </pre>
 *
 * <p>Both are written again every minute; one that is older than an hour was left by a program that
 * ended too early, and counts no more.
 */
final class Turn implements AutoCloseable {
  private static final String WORKING = "working/";
  private static final String COPY = WORKING + "copy-";
  private static final String PRUNE = WORKING + "prune-";
  private static final long LIFE_MS = Duration.ofHours(1).toMillis();
  private static final long REFRESH_MS = Duration.ofMinutes(1).toMillis();

  private final OffsiteObjects objects;
  private final EpochClock clock;
  private final String key;
  private long writtenMs;

  private Turn(OffsiteObjects objects, EpochClock clock, String kind) {
    this.objects = objects;
    this.clock = clock;
    this.key = kind + UUID.randomUUID();
    write();
  }

  /**
   * Begins a copy.
   *
   * @throws OffsiteException when segments are being deleted
   */
  static Turn toCopy(OffsiteObjects objects, EpochClock clock) {
    return new Turn(objects, clock, COPY).unless(PRUNE);
  }

  /**
   * Begins to delete segments.
   *
   * @throws OffsiteException when a backup is being copied, or segments are being deleted
   */
  static Turn toPrune(OffsiteObjects objects, EpochClock clock) {
    return new Turn(objects, clock, PRUNE).unless(WORKING);
  }

  private Turn unless(String others) {
    try {
      for (StoredObject other : objects.list(others)) {
        if (other.key().equals(key)) {
          continue;
        }
        if (other.modifiedMs() > clock.time() - LIFE_MS) {
          throw new OffsiteException(
              "%s there: %s is of %s; one that was interrupted counts for an hour"
                  .formatted(
                      other.key().startsWith(COPY)
                          ? "a backup is being copied"
                          : "segments are being deleted",
                      other.key(),
                      Instant.ofEpochMilli(other.modifiedMs())),
              null);
        }
        objects.delete(other.key());
      }
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Says that it goes on; called often. */
  void goOn() {
    if (clock.time() - writtenMs >= REFRESH_MS) {
      write();
    }
  }

  private void write() {
    writtenMs = clock.time();
    objects.put(key, new byte[0]);
  }

  @Override
  public void close() {
    objects.delete(key);
  }
}
