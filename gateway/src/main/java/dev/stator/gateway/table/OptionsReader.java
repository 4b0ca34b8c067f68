package dev.stator.gateway.table;

import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TimeToLive;
import dev.stator.gateway.json.Structure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the settings that are kept and returned with a table. */
final class OptionsReader {
  private OptionsReader() {}

  static TableOptions read(Structure request) {
    Structure encryption = request.structure("SSESpecification");
    List<Structure> tags = request.structures("Tags");
    return new TableOptions(
            request.isTrue("DeletionProtectionEnabled"),
            request.string("TableClass"),
            StreamReader.viewType(request),
            null,
            encryptionType(encryption),
            encryption == null ? null : encryption.string("KMSMasterKeyId"),
            TimeToLive.OFF,
            tags == null ? Map.of() : TagRules.read(tags))
        .withResourcePolicy(policy(request));
  }

  /** An import gives its table none. */
  private static @Nullable ResourcePolicy policy(Structure request) {
    String member = "ResourcePolicy";
    String document = request.shape().indexOf(member) < 0 ? null : request.string(member);
    return document == null ? null : GivenPolicy.ofTable(document);
  }

  /** The options of a table with what an UpdateTable request changes. */
  static TableOptions update(TableDefinition table, Structure request) {
    TableOptions options = table.options();
    Boolean protection = request.bool("DeletionProtectionEnabled");
    String tableClass = request.string("TableClass");
    Structure encryption = request.structure("SSESpecification");
    return new TableOptions(
        protection == null ? options.deletionProtection() : protection,
        tableClass == null ? options.tableClass() : tableClass,
        StreamReader.update(table, request),
        options.streamLabel(),
        encryption == null ? options.encryption() : encryptionType(encryption),
        encryption == null ? options.encryptionKey() : encryption.string("KMSMasterKeyId"),
        options.timeToLive(),
        options.tags(),
        options.recovery(),
        options.resourcePolicy(),
        insights(options, request));
  }

  /** Without those of indexes that go, so that others of the same name begin without. */
  private static Map<String, ContributorInsights> insights(
      TableOptions options, Structure request) {
    Map<String, ContributorInsights> insights = new HashMap<>(options.insights());
    List<Structure> updates = request.structures("GlobalSecondaryIndexUpdates");
    for (Structure update : updates == null ? List.<Structure>of() : updates) {
      Structure delete = update.structure("Delete");
      if (delete != null) {
        insights.remove(delete.requiredString("IndexName"));
      }
    }
    return insights;
  }

  static @Nullable String encryptionType(@Nullable Structure encryption) {
    if (encryption == null || !encryption.isTrue("Enabled")) {
      return null;
    }
    String type = encryption.string("SSEType");
    return type == null ? "KMS" : type;
  }
}
