package dev.stator.core.model;

/** The states of a table. */
public enum TableStatus {
  CREATING,
  UPDATING,
  DELETING,
  ACTIVE
}
