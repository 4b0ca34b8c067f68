package dev.stator.core.journal;

import org.jspecify.annotations.Nullable;

/** Walks the batches of one file of a commit log up to its tail. */
final class BatchScanner {
  /** Takes one whole batch. */
  interface Visitor {
    void onBatch(int position);
  }

  private final BatchView view;
  private final long salt;
  private long nextIndex;
  private long epoch;

  /** The file's bytes and what its header says. */
  BatchScanner(BatchView view, LogFileHeader header) {
    this.view = view;
    this.salt = header.salt();
    this.nextIndex = header.firstIndex();
    this.epoch = header.epoch();
  }

  /** The index that follows the last whole batch, after {@link #scan}. */
  long nextIndex() {
    return nextIndex;
  }

  Tail scan(Visitor visitor) {
    int position = LogFileDescriptor.HEADER_LENGTH;
    String reason = mismatch(position);
    while (reason == null) {
      visitor.onBatch(position);
      nextIndex = view.lastIndex(position) + 1;
      epoch = view.epoch(position);
      position += view.length(position);
      reason = mismatch(position);
    }
    return tail(position, reason);
  }

  /** The position of the first whole batch with this salt at or after {@code from}; or -1. */
  static int find(BatchView view, int from, long salt) {
    int end = view.capacity() - BatchDescriptor.HEADER_LENGTH;
    int position = from;
    while (position <= end) {
      if (view.isBlank(position)) {
        position += BatchView.BLANK_LENGTH;
        continue;
      }
      int next = Math.min(position + BatchView.BLANK_LENGTH, end + 1);
      for (; position < next; position += BatchDescriptor.ALIGNMENT) {
        if (isWhole(view, position, salt)) {
          return position;
        }
      }
    }
    return -1;
  }

  private Tail tail(int position, String reason) {
    boolean leftovers = isOurs(position);
    for (int later = find(view, position, salt); later >= 0; ) {
      leftovers = true;
      if (view.epoch(later) >= epoch && view.durableIndex(later) >= nextIndex) {
        return new Tail.Corrupt(
            position,
            "%s; command %d was durable, says the batch at position %d"
                .formatted(reason, nextIndex, later));
      }
      later = find(view, later + BatchDescriptor.ALIGNMENT, salt);
    }
    return leftovers ? new Tail.Torn(position, reason) : new Tail.Clean(position);
  }

  /** Why no batch that continues the log is at this position; null if there is one. */
  private @Nullable String mismatch(int position) {
    if (!isOurs(position)) {
      return "no batch";
    }
    String damage = view.damage(position);
    if (damage != null) {
      return damage;
    }
    if (view.firstIndex(position) != nextIndex || view.epoch(position) < epoch) {
      return "expectedIndex=%d, actualIndex=%d, expectedEpoch=%d or later, actualEpoch=%d"
          .formatted(nextIndex, view.firstIndex(position), epoch, view.epoch(position));
    }
    return null;
  }

  private boolean isOurs(int position) {
    return view.hasMagic(position) && view.salt(position) == salt;
  }

  private static boolean isWhole(BatchView view, int position, long salt) {
    return view.hasMagic(position) && view.salt(position) == salt && view.damage(position) == null;
  }
}
