package dev.stator.core.adaptive;

/**
 * What the controller has decided about a partition.
 *
 * @param timeMs when it came to it first, epoch milliseconds; as long as the reason stays the same
 * @param text explains it to people
 * @param splitHash the first hash of the upper half; 0 when it is no split
 * @param toWorker where the partition moves; -1 when it is no move
 */
public record Decision(
    long timeMs, long partition, Reason reason, String text, long splitHash, int toWorker) {
  static Decision of(long timeMs, long partition, Reason reason, String text) {
    return new Decision(timeMs, partition, reason, text, 0, -1);
  }

  static Decision split(long timeMs, long partition, Reason reason, long hash, String text) {
    return new Decision(timeMs, partition, reason, text, hash, -1);
  }

  static Decision move(long timeMs, long partition, int worker, String text) {
    return new Decision(timeMs, partition, Reason.UNEVEN_WORKERS, text, 0, worker);
  }

  Decision since(long earlierMs) {
    return new Decision(earlierMs, partition, reason, text, splitHash, toWorker);
  }

  /** The same that could not be carried out. */
  Decision notPossible(long nowMs, String why) {
    return new Decision(
        nowMs,
        partition,
        Reason.NOT_POSSIBLE,
        "%s: %s; %s".formatted(reason, text, why),
        splitHash,
        toWorker);
  }
}
