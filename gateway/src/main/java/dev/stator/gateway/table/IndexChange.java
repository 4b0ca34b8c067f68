package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.Throughput;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an UpdateTable request does to the global indexes of a table. */
final class IndexChange {
  private final TableSchema before;
  private final BillingMode mode;
  private final Structure request;
  private final long nowMs;
  private final List<GlobalIndex> indexes;

  IndexChange(TableSchema before, BillingMode mode, Structure request, long nowMs) {
    this.nowMs = nowMs;
    this.before = before;
    this.mode = mode;
    this.request = request;
    this.indexes = new ArrayList<>(before.globalIndexes());
  }

  /** The schema after the change: new indexes are CREATING, those that go DELETING. */
  TableSchema apply() {
    List<Structure> updates = request.structures("GlobalSecondaryIndexUpdates");
    if (updates == null || updates.isEmpty()) {
      return before;
    }
    checkForm(updates);
    SchemaReader schemas =
        new SchemaReader(request.structures("AttributeDefinitions")).with(before.attributes());
    for (Structure update : updates) {
      Structure create = update.structure("Create");
      Structure delete = update.structure("Delete");
      if (create != null) {
        create(create, schemas);
      } else if (delete != null) {
        delete(delete.requiredString("IndexName"));
      } else {
        change(update);
      }
    }
    IndexReader.requireCount(indexes.size());
    IndexReader.requireProjected(before.localIndexes(), indexes);
    return new TableSchema(
        before.keys(), schemas.attributesOf(allKeys()), before.localIndexes(), indexes);
  }

  private static void checkForm(List<Structure> updates) {
    Set<String> names = new HashSet<>();
    int builds = 0;
    for (Structure update : updates) {
      int members = 0;
      String name = "";
      for (String member : List.of("Update", "Create", "Delete")) {
        Structure action = update.structure(member);
        if (action != null) {
          members++;
          name = action.requiredString("IndexName");
        }
      }
      if (members == 0) {
        throw invalid(
            "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create,"
                + " GlobalSecondaryIndexUpdate.Delete must not be null");
      }
      if (members > 1) {
        throw invalid(
            "Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create,"
                + " GlobalSecondaryIndexUpdate.Delete may be specified");
      }
      if (!names.add(name)) {
        throw invalid(
            "Only one global secondary index update per index is allowed simultaneously. Index: "
                + name);
      }
      builds += update.has("Update") ? 0 : 1;
    }
    if (builds > 1) {
      throw new RequestException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously"
              + " per table");
    }
  }

  private void create(Structure create, SchemaReader schemas) {
    String name = create.requiredString("IndexName");
    boolean exists =
        find(name) != null
            || before.localIndexes().stream().anyMatch(index -> index.name().equals(name));
    if (exists) {
      throw RequestException.validation("Attempting to create an index which already exists");
    }
    indexes.add(new IndexReader(schemas).globalIndex(create, mode, IndexStatus.CREATING));
  }

  private void delete(String name) {
    replace(require(name).withStatus(IndexStatus.DELETING, false));
  }

  private void change(Structure update) {
    Structure change = update.structure("Update");
    if (change == null) {
      throw new IllegalStateException("checked before");
    }
    GlobalIndex index = require(change.requiredString("IndexName"));
    Throughput warm = WarmThroughput.of(index.warm(), index.throughput(), mode);
    Throughput requested = ThroughputReader.provisioned(change);
    if (requested != null) {
      if (mode == BillingMode.PAY_PER_REQUEST) {
        throw ThroughputReader.unitsOnDemand();
      }
      if (requested.equals(index.throughput())) {
        throw CapacityChange.unchanged("index " + index.name(), index.throughput(), requested);
      }
      index =
          index.withThroughput(
              requested, index.changes().with(index.throughput(), requested, nowMs));
    }
    Throughput maximum =
        ThroughputReader.onDemandMaximum(change, mode, "the table BillingMode is PROVISIONED");
    replace(
        index.withLimits(
            maximum == null ? index.onDemandMaximum() : maximum,
            WarmThroughput.raise(
                requested == null
                    ? index.warm()
                    : WarmThroughput.kept(index.warm(), warm, requested),
                ThroughputReader.warm(change),
                WarmThroughput.of(warm, index.throughput(), mode),
                "index " + index.name())));
  }

  private GlobalIndex require(String name) {
    GlobalIndex index = find(name);
    if (index == null) {
      throw new RequestException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Index: " + name + " not found");
    }
    return index;
  }

  private @Nullable GlobalIndex find(String name) {
    for (GlobalIndex index : indexes) {
      if (index.name().equals(name)) {
        return index;
      }
    }
    return null;
  }

  private void replace(GlobalIndex changed) {
    indexes.replaceAll(index -> index.name().equals(changed.name()) ? changed : index);
  }

  /** The keys of the table and of all indexes that stay. */
  private List<KeySchema> allKeys() {
    List<KeySchema> keys = new ArrayList<>();
    keys.add(before.keys());
    before.localIndexes().forEach(index -> keys.add(index.keys()));
    for (GlobalIndex index : indexes) {
      if (index.status() != IndexStatus.DELETING) {
        keys.add(index.keys());
      }
    }
    return keys;
  }
}
