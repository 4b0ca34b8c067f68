package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.ReferencedPaths;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.operation.KeyChecks;
import dev.stator.gateway.operation.KeyPathChecks;
import dev.stator.gateway.operation.PageSource;
import dev.stator.gateway.partiql.ReadPlan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a SELECT against its table and finds the cheapest way to read it: one item, queries, or a
 * scan.
 */
final class ReadPlanner {
  private final Command.Read read;
  private final PageSource source;
  private final KeySchema keys;

  private ReadPlanner(Command.Read read, PageSource source) {
    this.read = read;
    this.source = source;
    this.keys = source.keys();
  }

  /**
   * @param consistent whether the read shall be strongly consistent
   * @throws RequestException when the table or index does not allow it
   */
  static ReadPlan plan(Table table, Command.Read read, boolean consistent) {
    PageSource source = source(table, read.indexName());
    if (consistent && source.kind() == PageSource.Kind.GLOBAL_INDEX) {
      throw RequestException.validation(
          "Strongly consistent read is not supported on Global Secondary Indexes");
    }
    return new ReadPlanner(read, source).plan();
  }

  private static PageSource source(Table table, @Nullable String index) {
    if (index != null && table.localIndex(index) == null && table.globalIndex(index) == null) {
      throw RequestException.validation("The table does not have the specified index");
    }
    PageSource source = PageSource.of(table, index);
    if (source.keys().hash().size() > 1 || source.keys().range().size() > 1) {
      throw RequestException.validation(
          "PartiQL does not support indexes with keys of several attributes: " + index);
    }
    return source;
  }

  private ReadPlan plan() {
    TableSchema schema = source.table().definition().schema();
    ItemProjection attributes = read.columns().attributes();
    KeyPathChecks.check(schema, read.where());
    List<String> notHeld = source.notHeld(attributes);
    if (source.kind() == PageSource.Kind.GLOBAL_INDEX && !notHeld.isEmpty()) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Global secondary index "
              + source.index()
              + " does not project "
              + notHeld);
    }
    List<Branch> branches = Branches.of(read.where(), keys);
    ReadOrder order = ReadOrder.of(read, keys, branches);
    List<Step> steps =
        branches == null ? List.of(new Step(null, read.where())) : steps(branches, order);
    return new ReadPlan(
        read.tableName(),
        source,
        read.columns(),
        branches == null ? null : key(branches),
        steps,
        order.sortForward(),
        source.kind() == PageSource.Kind.LOCAL_INDEX && !notHeld.isEmpty());
  }

  private @Nullable Slice key(List<Branch> branches) {
    Branch only = branches.getFirst();
    if (branches.size() > 1 || source.kind() != PageSource.Kind.TABLE || !only.isKey(keys)) {
      return null;
    }
    Slice key = ItemKey.of(keys, only.hash(), only.sort().single());
    KeyChecks.keyOfBatchedItem(keys, key);
    return key;
  }

  private List<Step> steps(List<Branch> branches, ReadOrder order) {
    Branches.refuseOverlaps(branches);
    refuseFiltersOnWhatIsNotHeld(branches);
    KeyAttribute hash = keys.hash().getFirst();
    List<Branch> ordered = order.arrange(branches);
    List<Step> steps = new ArrayList<>(ordered.size());
    for (int i = 0; i < ordered.size(); ) {
      Branch first = ordered.get(i);
      KeyChecks.refuseEmpty(hash, first.hash(), first.hash().offset());
      KeyChecks.hashSize(first.hash(), first.hash().offset());
      int end = endOfPartition(ordered, i);
      addSteps(ordered.subList(i, end), steps);
      i = end;
    }
    return steps;
  }

  private static int endOfPartition(List<Branch> branches, int start) {
    int end = start + 1;
    while (end < branches.size()
        && SortRange.compare(branches.get(start).hash(), branches.get(end).hash()) == 0) {
      end++;
    }
    return end;
  }

  /** One query for each branch of a partition key, or one for all if they may share items. */
  private void addSteps(List<Branch> branches, List<Step> steps) {
    List<Branch> readable = branches.stream().filter(branch -> !branch.isEmpty()).toList();
    boolean mayShare =
        readable.size() > 1 && readable.stream().anyMatch(branch -> branch.sort().isExempt());
    if (mayShare) {
      KeyCondition partition =
          new KeyCondition(List.of(readable.getFirst().hash()), List.of(), null);
      steps.add(new Step(partition, read.where()));
      return;
    }
    for (Branch branch : readable) {
      steps.add(new Step(branch.keyCondition(), branch.filter()));
    }
  }

  /** The service looks at the last of the branches, if none of them can do without. */
  private void refuseFiltersOnWhatIsNotHeld(List<Branch> branches) {
    if (source.holdsEverything()) {
      return;
    }
    Set<String> last = Set.of();
    for (Branch branch : branches) {
      last = notHeld(branch.filters());
      if (last.isEmpty()) {
        return;
      }
    }
    throw RequestException.validation(
        "One or more parameter values were invalid: Secondary index "
            + source.index()
            + " does not project one or more filter attributes: "
            + last);
  }

  /** In the order of a hash set, in which the service lists them. */
  private Set<String> notHeld(List<Condition> filters) {
    Set<String> names = new HashSet<>();
    for (Condition filter : filters) {
      names.addAll(source.notHeld(new ItemProjection(ReferencedPaths.of(filter))));
    }
    return names;
  }
}
