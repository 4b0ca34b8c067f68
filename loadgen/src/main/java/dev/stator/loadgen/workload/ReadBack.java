package dev.stator.loadgen.workload;

import dev.stator.loadgen.http.Answer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads items one by one, strongly consistent, and compares each with its checksums. For one
 * thread; the threads share the next number.
 */
public final class ReadBack implements CallSource {
  private final Items items;
  private final RequestBodies bodies;
  private final AnswerReader reader = new AnswerReader();
  private final AtomicLong next;
  private final long end;
  private final long stride;
  private final boolean missingIsFine;

  /**
   * @param next shared; counts the reads
   * @param stride from one item that is read to the next
   * @param missingIsFine whether items were deleted
   */
  public ReadBack(
      TableLayout layout,
      Items items,
      AtomicLong next,
      long end,
      long stride,
      boolean missingIsFine) {
    this.items = items;
    this.bodies = new RequestBodies(layout, items, false);
    this.next = next;
    this.end = end;
    this.stride = stride;
    this.missingIsFine = missingIsFine;
  }

  @Override
  public boolean begin(Call call, long nowNs) {
    long number = next.getAndIncrement() * stride;
    if (number >= end) {
      return false;
    }
    call.begin(OperationType.GET_STRONG, number);
    call.readUnits = Units.ofRead(items.size(number), true);
    bodies.get(call.body, number, true);
    return true;
  }

  @Override
  public boolean onAnswer(Call call, Answer answer) {
    if (!answer.isSuccess()) {
      call.outcome = reader.refusal(call, answer);
    } else if (!reader.hasItem(answer)) {
      call.outcome = missingIsFine ? Outcome.OK : Outcome.MISSING;
    } else {
      call.outcome = items.isWhole(answer, call.number()) ? Outcome.OK : Outcome.CORRUPT;
    }
    return false;
  }

  @Override
  public void onLost(Call call, Outcome outcome) {
    call.outcome = outcome;
  }
}
