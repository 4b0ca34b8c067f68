package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.TimeToLive;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a table that is restored: that of its source without what the service does not
 * restore (stream, time to live, tags, protection, point-in-time recovery), and with what the
 * request overrides.
 */
public final class RestoredTable {
  private final TableDefinition source;
  private final Structure request;
  private final BillingMode mode;
  private final Set<String> overrides = new HashSet<>();

  private RestoredTable(TableDefinition source, Structure request) {
    this.source = source;
    this.request = request;
    String override = request.string("BillingModeOverride");
    this.mode = override == null ? source.capacity().billingMode() : BillingMode.valueOf(override);
  }

  /**
   * Reads the request.
   *
   * @throws dev.stator.core.error.RequestException when its overrides do not fit the source
   */
  public static TableDefinition read(
      TableDefinition source, Structure request, RestoredFrom from, long nowMs) {
    if (request.has("VectorIndexOverride")) {
      throw invalid("VectorIndexOverride is not supported");
    }
    return new RestoredTable(source, request).definition(from, nowMs);
  }

  private TableDefinition definition(RestoredFrom from, long nowMs) {
    return new TableDefinition(
        request.requiredString("TargetTableName"),
        UUID.randomUUID().toString(),
        nowMs,
        TableStatus.CREATING,
        schema(),
        capacity(nowMs),
        options(),
        from);
  }

  private TableCapacity capacity(long nowMs) {
    TableCapacity before = source.capacity();
    boolean onDemand = mode == BillingMode.PAY_PER_REQUEST;
    return new TableCapacity(
        mode,
        throughput(request.structure("ProvisionedThroughputOverride"), before.provisioned()),
        onDemandMaximum(before),
        before.warm(),
        0,
        0,
        0,
        onDemand ? nowMs : 0);
  }

  /** The units of the table or an index: those of the source unless they are overridden. */
  private Throughput throughput(@Nullable Structure override, Throughput before) {
    if (override == null && mode == BillingMode.PROVISIONED && before.readUnits() > 0) {
      return before;
    }
    return ThroughputReader.requiredUnits(override, mode);
  }

  private @Nullable Throughput onDemandMaximum(TableCapacity before) {
    Structure override = request.structure("OnDemandThroughputOverride");
    if (override == null) {
      return mode == BillingMode.PAY_PER_REQUEST ? before.onDemandMaximum() : null;
    }
    return ThroughputReader.maximumUnits(override, mode, "table BillingMode is PROVISIONED.");
  }

  private TableSchema schema() {
    TableSchema before = source.schema();
    List<LocalIndex> locals = localIndexes(before);
    List<GlobalIndex> globals = globalIndexes(before);
    List<KeySchema> keys = new ArrayList<>(List.of(before.keys()));
    locals.forEach(index -> keys.add(index.keys()));
    globals.forEach(index -> keys.add(index.keys()));
    return new TableSchema(
        before.keys(),
        new SchemaReader(null).with(before.attributes()).attributesOf(keys),
        locals,
        globals);
  }

  private List<LocalIndex> localIndexes(TableSchema before) {
    List<Structure> override = request.structures("LocalSecondaryIndexOverride");
    if (override == null) {
      return before.localIndexes();
    }
    SchemaReader schemas = new SchemaReader(null).with(before.attributes());
    List<LocalIndex> kept = new ArrayList<>();
    for (Structure wanted : override) {
      String name = newName(wanted);
      kept.add(
          before.localIndexes().stream()
              .filter(index -> index.name().equals(name))
              .filter(index -> matches(wanted, schemas, index.keys(), index.projection()))
              .findFirst()
              .orElseThrow(() -> invalid("Local Secondary Index does not match source: " + name)));
    }
    return kept;
  }

  private List<GlobalIndex> globalIndexes(TableSchema before) {
    List<Structure> override = request.structures("GlobalSecondaryIndexOverride");
    List<GlobalIndex> kept = new ArrayList<>();
    if (override == null) {
      for (GlobalIndex index : before.globalIndexes()) {
        if (index.status() != IndexStatus.DELETING) {
          kept.add(restored(index, throughput(null, index.throughput()), index.onDemandMaximum()));
        }
      }
      return kept;
    }
    SchemaReader schemas = new SchemaReader(null).with(before.attributes());
    for (Structure wanted : override) {
      kept.add(overridden(wanted, before, schemas));
    }
    return kept;
  }

  private GlobalIndex overridden(Structure wanted, TableSchema before, SchemaReader schemas) {
    String name = newName(wanted);
    if (wanted.has("WarmThroughput")) {
      throw invalid("WarmThroughput is not supported for index: " + name);
    }
    GlobalIndex index =
        before.globalIndexes().stream()
            .filter(candidate -> candidate.name().equals(name))
            .filter(candidate -> matches(wanted, schemas, candidate.keys(), candidate.projection()))
            .findFirst()
            .orElseThrow(() -> invalid("Global Secondary Index does not match source: " + name));
    Throughput maximum =
        ThroughputReader.onDemandMaximum(wanted, mode, "table BillingMode is PROVISIONED.");
    return restored(
        index,
        throughput(wanted.structure("ProvisionedThroughput"), index.throughput()),
        maximum == null ? index.onDemandMaximum() : maximum);
  }

  /** The name of an index that no override before had. */
  private String newName(Structure wanted) {
    String name = wanted.requiredString("IndexName");
    if (!overrides.add(name)) {
      throw invalid("Duplicate index name: " + name);
    }
    return name;
  }

  private GlobalIndex restored(
      GlobalIndex index, Throughput throughput, @Nullable Throughput maximum) {
    return new GlobalIndex(
        index.name(),
        index.keys(),
        index.projection(),
        IndexStatus.ACTIVE,
        false,
        throughput,
        mode == BillingMode.PAY_PER_REQUEST ? maximum : null,
        index.warm());
  }

  private static boolean matches(
      Structure wanted, SchemaReader schemas, KeySchema keys, Projection projection) {
    Projection other = SchemaReader.projection(wanted);
    return keys.equals(schemas.globalKeys(IndexReader.elements(wanted)))
        && projection.type() == other.type()
        && List.copyOf(projection.nonKeyAttributes()).containsAll(other.nonKeyAttributes())
        && projection.nonKeyAttributes().size() == other.nonKeyAttributes().size();
  }

  private TableOptions options() {
    TableOptions before = source.options();
    Structure encryption = request.structure("SSESpecificationOverride");
    return new TableOptions(
        false,
        before.tableClass(),
        null,
        null,
        encryption == null ? before.encryption() : OptionsReader.encryptionType(encryption),
        encryption == null ? before.encryptionKey() : encryption.string("KMSMasterKeyId"),
        TimeToLive.OFF,
        Map.of());
  }
}
