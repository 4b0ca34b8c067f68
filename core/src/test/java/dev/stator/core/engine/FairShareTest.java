package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.throughput.TableThroughputs;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final int CAPACITY = 1200;

  private final FairShare shares = new FairShare();
  private int free = CAPACITY;

  @Test
  void oneTableAloneGetsHalf() {
    assertThat(beginAll(table("a"))).isEqualTo(CAPACITY / 2);
  }

  @Test
  void aTableThatComesLaterFindsRoom() {
    beginAll(table("noisy"));

    assertThat(beginAll(table("quiet"))).isEqualTo(CAPACITY / 4);
  }

  @Test
  void tablesThatWantEverythingComeToEqualShares() {
    List<TableCalls> all =
        List.of(shares.of(table("a")), shares.of(table("b")), shares.of(table("c")));
    beginAll(all.get(0));
    for (int round = 0; round < 10 * CAPACITY; round++) {
      TableCalls longest = round % 2 == 0 ? all.get(0) : all.get(round / 2 % 3);
      end(longest);
      for (TableCalls calls : all) {
        begin(calls);
      }
    }

    assertThat(all).allSatisfy(calls -> assertThat(calls.count()).isBetween(295, 305));
  }

  @Test
  void forgetsTablesWithoutCalls() {
    TableThroughput kept = table("kept");
    TableCalls calls = shares.of(kept);
    calls.begin();
    for (int i = 0; i < 1000; i++) {
      shares.of(table("t" + i));
    }

    assertThat(shares.of(kept)).isSameAs(calls);
  }

  private int beginAll(TableThroughput table) {
    return beginAll(shares.of(table));
  }

  private int beginAll(TableCalls calls) {
    int before = calls.count();
    while (begin(calls)) {}
    return calls.count() - before;
  }

  private boolean begin(TableCalls calls) {
    calls.begin();
    if (FairShare.allows(calls, free)) {
      free--;
      return true;
    }
    calls.end();
    return false;
  }

  private void end(TableCalls calls) {
    if (calls.count() > 0) {
      calls.end();
      free++;
    }
  }

  private static TableThroughput table(String name) {
    return TableThroughputs.unlimited(Ledger.definition(name.hashCode()), List.of(1L));
  }
}
