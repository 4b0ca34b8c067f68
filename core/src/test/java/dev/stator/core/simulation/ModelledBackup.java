package dev.stator.core.simulation;

/** What is known of a backup that was acknowledged. */
final class ModelledBackup {
  final String id;
  final Contents items;
  boolean available;
  boolean deleting;
  boolean deleted;

  ModelledBackup(String id, Contents items) {
    this.id = id;
    this.items = items;
  }
}
