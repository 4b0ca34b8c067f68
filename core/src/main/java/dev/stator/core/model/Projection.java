package dev.stator.core.model;

import java.util.List;

/** Which attributes an index carries beside the keys of the index and of the table. */
public record Projection(Type type, List<String> nonKeyAttributes) {
  public static final Projection EVERYTHING = new Projection(Type.ALL, List.of());

  public Projection {
    nonKeyAttributes = List.copyOf(nonKeyAttributes);
  }

  public enum Type {
    ALL,
    KEYS_ONLY,
    INCLUDE
  }
}
