package dev.stator.core.model;

/** The types a key attribute can have. */
public enum ScalarType {
  S(1),
  N(2),
  B(3);

  private final byte tag;

  ScalarType(int tag) {
    this.tag = (byte) tag;
  }

  /** The tag of such a value in an item, see {@code ValueDescriptor}. */
  public byte tag() {
    return tag;
  }
}
