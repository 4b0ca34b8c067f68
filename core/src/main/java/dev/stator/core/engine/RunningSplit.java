package dev.stator.core.engine;

import dev.stator.core.engine.SplitOutcome.Reason;
import dev.stator.core.worker.Handover;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One split that is under way. Used by the control thread. */
final class RunningSplit {
  /** How long the successors may take to catch up once they have all items. */
  private static final long MOST_FOLLOWING_NS = TimeUnit.MINUTES.toNanos(2);

  /** How long a good moment to close the partition is waited for the first time. */
  private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int MOST_PATIENCE = 20;

  private final SplitRequest request;
  private final Handover handover;
  private final CompletableFuture<SplitOutcome> outcome;
  private boolean filled;
  private long filledNs;
  private int tries;
  private Reason reason = Reason.COULD_NOT_FOLLOW;

  RunningSplit(SplitRequest request, Handover handover, CompletableFuture<SplitOutcome> outcome) {
    this.request = request;
    this.handover = handover;
    this.outcome = outcome;
  }

  SplitRequest request() {
    return request;
  }

  Handover handover() {
    return handover;
  }

  CompletableFuture<SplitOutcome> outcome() {
    return outcome;
  }

  /** Why it is given up, if it is. */
  Reason reason() {
    return reason;
  }

  void because(Reason newReason) {
    reason = newReason;
  }

  /** Whether its successors have all items and still cannot keep up with the changes. */
  boolean isTooSlow(long nowNs) {
    if (!handover.isFilled()) {
      return false;
    }
    filledNs = filled ? filledNs : nowNs;
    filled = true;
    return nowNs - filledNs > MOST_FOLLOWING_NS;
  }

  /** How long to wait for a good moment to close the partition: workers may be slow for long. */
  long nextPatienceNs() {
    tries = Math.min(MOST_PATIENCE, tries + 1);
    return tries * PATIENCE_NS;
  }

  long partition() {
    return handover.from().partition();
  }

  List<Long> successors() {
    return SplitEntries.successors(handover);
  }
}
