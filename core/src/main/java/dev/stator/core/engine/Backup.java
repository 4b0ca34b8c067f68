package dev.stator.core.engine;

import dev.stator.core.backup.SnapshotManifest;

/**
 * A backup of a table as it is at one moment.
 *
 * @param available whether it is complete and durable
 */
public record Backup(SnapshotManifest manifest, boolean available) {
  public String id() {
    return manifest.id();
  }
}
