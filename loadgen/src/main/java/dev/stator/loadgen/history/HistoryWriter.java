package dev.stator.loadgen.history;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.workload.Call;
import dev.stator.loadgen.workload.CallSource;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.Outcome;
import java.util.SplittableRandom;

/**
 * Writes versions that grow for each key, one at a time for each, and remembers them. Each answer
 * brings the item that was there before: it must be the last one that was acknowledged, or one that
 * was sent after it. For one thread.
 */
public final class HistoryWriter implements CallSource {
  private static final String CONDITION_FAILED = "ConditionalCheckFailedException";

  private final HistoryFile history;
  private final Violations violations;
  private final VersionedItems items;
  private final SplittableRandom random;
  private final int[] free;
  private int freeCount;

  /**
   * @param thread of {@code threads}, which share the keys among them
   */
  public HistoryWriter(
      HistoryFile history,
      Violations violations,
      String table,
      int itemSize,
      int thread,
      int threads) {
    this.history = history;
    this.violations = violations;
    this.items = new VersionedItems(table, itemSize, history.seed());
    this.random = new SplittableRandom(history.seed() + thread);
    this.free = new int[history.keys() / threads + 1];
    for (int key = thread; key < history.keys(); key += threads) {
      free[freeCount++] = key;
    }
  }

  @Override
  public boolean begin(Call call, long nowNs) {
    if (freeCount == 0) {
      throw new IllegalStateException("there must be at least as many keys as connections");
    }
    int chosen = random.nextInt(freeCount);
    int key = free[chosen];
    free[chosen] = free[--freeCount];
    long version = history.sent(key) + 1;
    history.send(key, version);
    call.begin(OperationType.PUT, key);
    items.put(call.body(), key, version);
    return true;
  }

  @Override
  public boolean onAnswer(Call call, Answer answer) {
    int key = (int) call.number();
    long version = history.sent(key);
    if (answer.isSuccess()) {
      call.end(acknowledged(key, version, answer) ? Outcome.OK : Outcome.CORRUPT);
    } else if (answer.errorType().equals(CONDITION_FAILED)) {
      violations.add("key " + key + ": something newer than version " + version + " is there");
      call.end(Outcome.CORRUPT);
    } else {
      call.end(answer.status() >= 500 ? Outcome.SERVER_ERROR : Outcome.REFUSED);
    }
    free[freeCount++] = key;
    return false;
  }

  private boolean acknowledged(int key, long version, Answer answer) {
    long before = VersionedItems.version(answer);
    long oldest = history.acknowledged(key);
    history.acknowledge(key, version);
    if (before < oldest || before >= version) {
      violations.add(
          "key %d: version %d was acknowledged, but version %d was there when %d was written"
              .formatted(key, oldest, before, version));
      return false;
    }
    return true;
  }

  @Override
  public void onLost(Call call, Outcome outcome) {
    call.end(outcome);
    free[freeCount++] = (int) call.number();
  }
}
