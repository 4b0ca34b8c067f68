package dev.stator.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One attribute of a key: its name and the type every value must have. */
public record KeyAttribute(String name, ScalarType type) {
  /** The name as items hold it. */
  public byte[] utf8() {
    return name.getBytes(UTF_8);
  }
}
