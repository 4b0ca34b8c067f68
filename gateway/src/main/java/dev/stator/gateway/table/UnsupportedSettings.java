package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.gateway.json.Structure;
import java.util.List;

/** Settings that Stator does not have: a request that gives one is refused, never half obeyed. */
final class UnsupportedSettings {
  private static final List<String> MEMBERS =
      List.of(
          "VectorIndexes",
          "VectorIndexUpdates",
          "ReplicaUpdates",
          "MultiRegionConsistency",
          "GlobalTableWitnessUpdates",
          "GlobalTableSettingsReplicationMode",
          "GlobalTableSourceArn");

  private UnsupportedSettings() {}

  static void refuse(Structure request) {
    for (String member : MEMBERS) {
      if (request.shape().indexOf(member) >= 0 && request.has(member)) {
        throw invalid(member + " is not supported");
      }
    }
  }
}
