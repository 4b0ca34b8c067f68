package dev.stator.gateway.json;

import dev.stator.gateway.model.StructureShape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one structure of a request. Names are those of JSON; a name the shape does not
 * have is a mistake of the caller ({@link IllegalArgumentException}). Members that are absent or
 * null are null here.
 */
public final class Structure {
  private final StructureShape shape;
  // String, Boolean, Integer, Long, Double, byte[], AttributeValue, AttributeMap, Structure,
  // or a List or Map<String, ?> of these.
  private final @Nullable Object[] values;

  Structure(StructureShape shape) {
    this.shape = shape;
    values = new @Nullable Object[shape.count()];
  }

  public StructureShape shape() {
    return shape;
  }

  /** The members that another shape has under the same names, as a structure of that shape. */
  public Structure as(StructureShape other) {
    Structure copy = new Structure(other);
    for (int i = 0; i < values.length; i++) {
      int index = other.indexOf(shape.member(i).name());
      if (index >= 0) {
        copy.set(index, values[i]);
      }
    }
    return copy;
  }

  /**
   * The same for as long as one likes: encoded attribute values are copied, if they are in maps
   * that are members, or members of members; others there must not be.
   */
  public Structure copy() {
    Structure copy = new Structure(shape);
    for (int i = 0; i < values.length; i++) {
      copy.set(
          i,
          switch (values[i]) {
            case Structure structure -> structure.copy();
            case AttributeMap map -> map.copy();
            case null, default -> values[i];
          });
    }
    return copy;
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  public @Nullable String string(String name) {
    return (String) get(name);
  }

  /** A string that constraints have proven to be there. */
  public String requiredString(String name) {
    return required(name, string(name));
  }

  public @Nullable Boolean bool(String name) {
    return (Boolean) get(name);
  }

  /** Whether the member is present and true. */
  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(get(name));
  }

  public @Nullable Integer integer(String name) {
    return (Integer) get(name);
  }

  public @Nullable Long longValue(String name) {
    return (Long) get(name);
  }

  /** A floating point number or a point in time in seconds. */
  public @Nullable Double doubleValue(String name) {
    return (Double) get(name);
  }

  public byte @Nullable [] blob(String name) {
    return (byte[]) get(name);
  }

  public @Nullable Structure structure(String name) {
    return (Structure) get(name);
  }

  /** A list of structures. */
  @SuppressWarnings("unchecked") // the reader fills members by their shape
  public @Nullable List<Structure> structures(String name) {
    return (List<Structure>) get(name);
  }

  /** A list of strings. */
  @SuppressWarnings("unchecked") // as above
  public @Nullable List<String> strings(String name) {
    return (List<String>) get(name);
  }

  /** A map from strings to strings, in the order of the request. */
  @SuppressWarnings("unchecked") // as above
  public @Nullable Map<String, String> stringMap(String name) {
    return (Map<String, String>) get(name);
  }

  /** A map from strings to structures (Expected, KeyConditions, BatchGetItem's RequestItems). */
  @SuppressWarnings("unchecked") // as above
  public @Nullable Map<String, Structure> structureMap(String name) {
    return (Map<String, Structure>) get(name);
  }

  /** A map from strings to lists of structures (BatchWriteItem's RequestItems). */
  @SuppressWarnings("unchecked") // as above
  public @Nullable Map<String, List<Structure>> structureLists(String name) {
    return (Map<String, List<Structure>>) get(name);
  }

  /** An item, a key, ExpressionAttributeValues. */
  public @Nullable AttributeMap attributes(String name) {
    return (AttributeMap) get(name);
  }

  /** A list of keys (BatchGetItem's Keys). */
  @SuppressWarnings("unchecked") // as above
  public @Nullable List<AttributeMap> attributesList(String name) {
    return (List<AttributeMap>) get(name);
  }

  /** A single attribute value (Expected's and AttributeUpdates' Value). */
  public @Nullable AttributeValue value(String name) {
    return (AttributeValue) get(name);
  }

  /** A list of attribute values (AttributeValueList, PartiQL's Parameters). */
  @SuppressWarnings("unchecked") // as above
  public @Nullable List<AttributeValue> values(String name) {
    return (List<AttributeValue>) get(name);
  }

  @Nullable Object get(int index) {
    return values[index];
  }

  void set(int index, @Nullable Object value) {
    values[index] = value;
  }

  private @Nullable Object get(String name) {
    int index = shape.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(shape.name() + " has no member " + name);
    }
    return values[index];
  }

  private <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(shape.name() + " lacks " + name);
    }
    return value;
  }
}
