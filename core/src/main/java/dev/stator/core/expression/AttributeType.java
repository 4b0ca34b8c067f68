package dev.stator.core.expression;

import dev.stator.core.codec.ValueDescriptor;

/** The types of attribute values by their names in the API. */
public enum AttributeType {
  B("BINARY"),
  NULL("NULL"),
  SS("STRING_SET"),
  BOOL("BOOLEAN"),
  L("LIST"),
  BS("BINARY_SET"),
  N("NUMBER"),
  NS("NUMBER_SET"),
  S("STRING"),
  M("MAP");

  private final String longName;

  AttributeType(String longName) {
    this.longName = longName;
  }

  /** The type of a value with this tag, see {@link ValueDescriptor}. */
  public static AttributeType ofTag(byte tag) {
    return switch (tag) {
      case ValueDescriptor.STRING -> S;
      case ValueDescriptor.NUMBER -> N;
      case ValueDescriptor.BINARY -> B;
      case ValueDescriptor.FALSE, ValueDescriptor.TRUE -> BOOL;
      case ValueDescriptor.NULL -> NULL;
      case ValueDescriptor.MAP -> M;
      case ValueDescriptor.LIST -> L;
      case ValueDescriptor.STRING_SET -> SS;
      case ValueDescriptor.NUMBER_SET -> NS;
      case ValueDescriptor.BINARY_SET -> BS;
      default -> throw new IllegalArgumentException("no such tag: " + tag);
    };
  }

  /** The name that messages about ADD and DELETE use. */
  public String longName() {
    return longName;
  }
}
