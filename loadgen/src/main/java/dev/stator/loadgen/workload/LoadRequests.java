package dev.stator.loadgen.workload;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.key.KeySpace;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes each item once, in batches. What the server cannot take yet is sent again, more slowly; a
 * refusal for another reason ends the load. For one thread; the threads share a progress.
 */
public final class LoadRequests implements CallSource {
  private static final int BATCH = 25;
  private static final int MAX_BATCH_BYTES = 4 << 20;
  private static final long FIRST_PAUSE_NS = 10_000_000;
  private static final int MAX_PAUSE_DOUBLINGS = 7;

  private final Progress progress;
  private final Items items;
  private final RequestBodies bodies;
  private final AnswerReader reader = new AnswerReader();

  public LoadRequests(TableLayout layout, Items items, Progress progress) {
    this.items = items;
    this.progress = progress;
    this.bodies = new RequestBodies(layout, items, false);
  }

  /** How far a load has come. For all threads. */
  public static final class Progress {
    private final KeySpace written;
    private final AtomicLong next;
    private final long end;
    private volatile boolean refused;

    /**
     * @param first what was written before: every item below
     */
    public Progress(long first, long end) {
      this.written = new KeySpace(first);
      this.next = new AtomicLong(first);
      this.end = end;
    }

    /** Every item below was acknowledged. */
    public long written() {
      return written.count();
    }

    public boolean isComplete() {
      return written() >= end;
    }

    /** Whether the server has refused an item for a reason that waiting does not help. */
    public boolean isRefused() {
      return refused;
    }
  }

  @Override
  public boolean begin(Call call, long nowNs) {
    call.begin(OperationType.BATCH_WRITE, 0);
    call.count = 0;
    int bytes = 0;
    while (call.count < BATCH && bytes < MAX_BATCH_BYTES && !progress.refused) {
      long number = progress.next.get() < progress.end ? progress.next.getAndIncrement() : -1;
      if (number < 0 || number >= progress.end) {
        break;
      }
      call.numbers[call.count++] = number;
      bytes += items.size(number);
      call.writeUnits += Units.ofWrite(items.size(number));
    }
    if (call.count == 0) {
      return false;
    }
    bodies.batchWrite(call.body, call.numbers, call.count, 0);
    return true;
  }

  @Override
  public boolean onAnswer(Call call, Answer answer) {
    if (answer.isSuccess() && !reader.findUnprocessed(answer)) {
      call.outcome = Outcome.OK;
      for (int i = 0; i < call.count; i++) {
        progress.written.acknowledge(call.numbers[i]);
      }
      return false;
    }
    call.pauseNs = FIRST_PAUSE_NS << Math.min(call.attempts++, MAX_PAUSE_DOUBLINGS);
    if (answer.isSuccess()) {
      bodies.batchAgain(
          call.body, answer.bytes(), reader.unprocessedOffset(), reader.unprocessedLength());
      return true;
    }
    call.outcome = reader.refusal(call, answer);
    if (call.outcome == Outcome.THROTTLED) {
      return true; // the same body again
    }
    progress.refused = true;
    return false;
  }

  @Override
  public void onLost(Call call, Outcome outcome) {
    call.outcome = outcome;
    progress.refused = true;
  }

  @Override
  public boolean isEnded() {
    return progress.refused;
  }
}
