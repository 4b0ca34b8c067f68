package dev.stator.core.journal;

/**
 * Bytes of log delivered since the last checkpointed index. It remembers an index for about every
 * {@value #STRIDE_BYTES} bytes only; the worker's thread alone uses it.
 */
final class CheckpointDistance {
  static final int STRIDE_BYTES = 256 << 10;

  private static final int MAX_MARKS = 4096;

  private final long[] markIndices = new long[MAX_MARKS];
  private final long[] markBytes = new long[MAX_MARKS];
  private int first;
  private int count;
  private long deliveredBytes;
  private long checkpointedBytes;
  private long deliveredIndex;

  CheckpointDistance(long checkpointIndex) {
    this.deliveredIndex = checkpointIndex;
  }

  void onDelivered(long lastIndex, int bytes) {
    deliveredBytes += bytes;
    deliveredIndex = lastIndex;
    long lastMark = count == 0 ? checkpointedBytes : markBytes[slot(count - 1)];
    if (deliveredBytes - lastMark >= STRIDE_BYTES && count < MAX_MARKS) {
      markIndices[slot(count)] = lastIndex;
      markBytes[slot(count)] = deliveredBytes;
      count++;
    }
  }

  /** Everything up to {@code index} is checkpointed. */
  void onCheckpoint(long index) {
    while (count > 0 && markIndices[first] <= index) {
      checkpointedBytes = markBytes[first];
      first = slot(1);
      count--;
    }
    if (index >= deliveredIndex) {
      checkpointedBytes = deliveredBytes;
      count = 0;
    }
  }

  long bytes() {
    return deliveredBytes - checkpointedBytes;
  }

  private int slot(int number) {
    return (first + number) % MAX_MARKS;
  }
}
