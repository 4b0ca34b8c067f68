package dev.stator.core.model;

/** The states of a global secondary index. */
public enum IndexStatus {
  CREATING,
  UPDATING,
  DELETING,
  ACTIVE
}
