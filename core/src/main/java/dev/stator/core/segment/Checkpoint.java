package dev.stator.core.segment;

import java.util.List;

/**
 * What a log held that was not durable yet when the checkpoint was taken. {@link #force} makes it
 * durable, on any thread, while the owner keeps appending.
 */
public final class Checkpoint {
  /** Bytes of one segment that may not have reached the disk. */
  record DirtyRange(Segment segment, int from, int to) {}

  private final SegmentDirectory directory;
  private final Durability durability;
  private final List<DirtyRange> ranges;
  private final long head;

  Checkpoint(
      SegmentDirectory directory, Durability durability, List<DirtyRange> ranges, long head) {
    this.directory = directory;
    this.durability = durability;
    this.ranges = ranges;
    this.head = head;
  }

  /** As {@link #force(ForceSteps)}, each range as a whole. */
  public void force() {
    force(ForceSteps.WHOLE);
  }

  /**
   * Makes everything below {@link #head} durable: contents of the files, and the files themselves.
   *
   * @param steps says how much to force at a time, and is told when that is done
   * @throws dev.stator.core.error.StorageException when the disk fails, failed before, or the log
   *     was closed; nothing is known to be durable then beyond earlier checkpoints
   */
  public void force(ForceSteps steps) {
    boolean newFiles = false;
    for (DirtyRange range : ranges) {
      force(range, steps);
      newFiles |= range.from() == 0;
    }
    if (newFiles) {
      durability.force(directory::force);
      if (ranges.getFirst().segment().number() == 1) {
        durability.force(directory::forceParent);
      }
    }
    if (!ranges.isEmpty()) {
      durability.advanceTo(head);
    }
  }

  private void force(DirtyRange range, ForceSteps steps) {
    int from = range.from();
    while (from < range.to()) {
      int start = from;
      int end = start + Math.min(range.to() - start, steps.bytes());
      durability.force(() -> range.segment().force(start, end));
      steps.done();
      from = end;
    }
  }

  /** The position to pass to {@link SegmentLog#open} once the force has returned. */
  public long head() {
    return head;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Bytes to be forced. */
  public long bytes() {
    long bytes = 0;
    for (DirtyRange range : ranges) {
      bytes += range.to() - range.from();
    }
    return bytes;
  }
}
