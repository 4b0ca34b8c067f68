package dev.stator.loadgen.history;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.workload.Call;
import dev.stator.loadgen.workload.CallSource;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.Outcome;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads every key and compares it with what was acknowledged: nothing older may be there, nothing
 * that was never sent, and no other text than that of its version. For one thread.
 */
public final class HistoryReader implements CallSource {
  private final HistoryFile history;
  private final Violations violations;
  private final VersionedItems items;
  private final AtomicInteger next;

  /**
   * @param next shared by the threads
   */
  public HistoryReader(
      HistoryFile history, Violations violations, String table, int itemSize, AtomicInteger next) {
    this.history = history;
    this.violations = violations;
    this.items = new VersionedItems(table, itemSize, history.seed());
    this.next = next;
  }

  @Override
  public boolean begin(Call call, long nowNs) {
    int key = next.getAndIncrement();
    if (key >= history.keys()) {
      return false;
    }
    call.begin(OperationType.GET_STRONG, key);
    items.get(call.body(), key);
    return true;
  }

  @Override
  public boolean onAnswer(Call call, Answer answer) {
    int key = (int) call.number();
    if (!answer.isSuccess()) {
      call.end(answer.status() >= 500 ? Outcome.SERVER_ERROR : Outcome.REFUSED);
      return false;
    }
    call.end(check(key, answer));
    return false;
  }

  private Outcome check(int key, Answer answer) {
    long found = VersionedItems.version(answer);
    long oldest = history.acknowledged(key);
    if (found < oldest) {
      violations.add(
          "key %d: version %d was acknowledged, version %d is there".formatted(key, oldest, found));
      return Outcome.MISSING;
    }
    if (found > history.sent(key)) {
      violations.add(
          "key %d: version %d was never sent, the last was %d"
              .formatted(key, found, history.sent(key)));
      return Outcome.CORRUPT;
    }
    if (found > 0 && !items.isWhole(answer, key, found)) {
      violations.add("key %d: version %d has another text".formatted(key, found));
      return Outcome.CORRUPT;
    }
    history.acknowledge(key, found); // what was seen once stays
    return Outcome.OK;
  }

  @Override
  public void onLost(Call call, Outcome outcome) {
    call.end(outcome);
  }
}
