package dev.stator.gateway.model;

/** A map from strings ({@link StringShape} or {@link TableNameShape}) to values of one shape. */
public record MapShape(String name, Shape key, Shape value, Range length) implements Shape {
  /** Whether this is an item, a key or another map of attribute values. */
  public boolean isAttributes() {
    return value instanceof AttributeValueShape;
  }
}
