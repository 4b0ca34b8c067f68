package dev.stator.gateway.operation;

import dev.stator.core.command.Images;
import dev.stator.gateway.json.Structure;

/** Which attributes a write returns. */
enum ReturnValues {
  NONE(Images.NONE),
  ALL_OLD(Images.OLD),
  UPDATED_OLD(Images.OLD),
  ALL_NEW(Images.NEW),
  UPDATED_NEW(Images.NEW);

  private final int images;

  ReturnValues(int images) {
    this.images = images;
  }

  static ReturnValues of(Structure request) {
    String name = request.string("ReturnValues");
    return name == null ? NONE : valueOf(name);
  }

  /** The images of the reply that are needed for it. */
  int images() {
    return images;
  }

  boolean isOld() {
    return images == Images.OLD;
  }

  /** Whether only the places an update touched are returned. */
  boolean isPartial() {
    return this == UPDATED_OLD || this == UPDATED_NEW;
  }
}
