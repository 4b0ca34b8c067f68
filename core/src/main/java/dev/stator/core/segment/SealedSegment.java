package dev.stator.core.segment;

/**
 * A full segment as a checkpoint keeps it.
 *
 * @param end where its records end
 * @param emptied the head of the log when the last record that counts had been moved out of it; 0:
 *     it still counts. What was emptied is not replayed and may be missing.
 */
public record SealedSegment(int number, int end, long emptied) {
  public boolean isEmptied() {
    return emptied > 0;
  }
}
