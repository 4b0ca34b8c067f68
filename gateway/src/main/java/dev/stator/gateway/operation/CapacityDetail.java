package dev.stator.gateway.operation;

import dev.stator.gateway.json.Structure;

/** What {@code ReturnConsumedCapacity} asks for. */
public enum CapacityDetail {
  NONE,
  TOTAL,
  INDEXES;

  /** What the member of this request asks for. */
  public static CapacityDetail of(Structure request) {
    String name = request.string("ReturnConsumedCapacity");
    return name == null ? NONE : valueOf(name);
  }
}
