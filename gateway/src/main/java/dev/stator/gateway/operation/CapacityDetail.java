package dev.stator.gateway.operation;

import dev.stator.gateway.json.Structure;

/** What {@code ReturnConsumedCapacity} asks for. */
enum CapacityDetail {
  NONE,
  TOTAL,
  INDEXES;

  static CapacityDetail of(Structure request) {
    String name = request.string("ReturnConsumedCapacity");
    return name == null ? NONE : valueOf(name);
  }
}
