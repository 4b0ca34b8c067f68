package dev.stator.core.engine;

import dev.stator.core.throughput.TableThroughput;
import java.util.IdentityHashMap;

/**
 * Divides the calls of one session among the tables that want them: a table may begin a further one
 * only while it has fewer under way than are free. So one table alone gets half of them at most,
 * two get a third each, and there is always room for one that comes anew. (The dynamic thresholds
 * of Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998, with the factor 1.)
 *
 * <p>For the thread of the session only.
 */
final class FairShare {
  /** Tables without calls are remembered up to this number, so that they need not be made anew. */
  private static final int REMEMBERED = 256;

  private final IdentityHashMap<TableThroughput, TableCalls> tables = new IdentityHashMap<>();

  /** The calls of this table. */
  TableCalls of(TableThroughput table) {
    TableCalls calls = tables.get(table);
    if (calls == null) {
      if (tables.size() >= REMEMBERED) {
        tables.values().removeIf(others -> others.count() == 0);
      }
      calls = new TableCalls();
      tables.put(table, calls);
    }
    return calls;
  }

  /** Whether the last of these calls may be begun while so many are free. */
  static boolean allows(TableCalls calls, int free) {
    return calls.count() <= free;
  }
}
