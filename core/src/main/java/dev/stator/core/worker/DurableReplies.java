package dev.stator.core.worker;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Partition;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Calls that are finished once no loss of power can take their commands back: at once when the log
 * forces before it delivers, else after the next force. Used by the worker's thread.
 */
final class DurableReplies {
  private final Consumer<Call> finish;
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  private record Held(long index, Call call) {}

  DurableReplies(Consumer<Call> finish) {
    this.finish = finish;
  }

  /** Finishes the call of a command that was just applied, now or later. */
  void add(long index, Call call, CommandLog log) {
    if (held.isEmpty() && log.committedIndex() >= index) {
      finish.accept(call);
    } else {
      held.add(new Held(index, call));
    }
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Finishes what has become durable; when the log has failed, with an error. */
  int poll(CommandLog log) {
    if (held.isEmpty()) {
      return 0;
    }
    int count = 0;
    long durable = log.committedIndex();
    boolean failed = log.hasFailed();
    while (!held.isEmpty() && (held.peekFirst().index <= durable || failed)) {
      Held next = held.removeFirst();
      if (next.index > durable) {
        next.call.reply().clear();
        next.call.reply().refuse(ErrorCode.INTERNAL_SERVER_ERROR, Partition.FAILED);
      }
      finish.accept(next.call);
      count++;
    }
    return count;
  }
}
