package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads attribute definitions, key schemas and projections, with the service's rules. */
final class SchemaReader {
  private static final int MAX_PART = 4;

  private final Map<String, ScalarType> definitions = new LinkedHashMap<>();

  /**
   * @param attributes the AttributeDefinitions of a request, may be absent
   */
  SchemaReader(@Nullable List<Structure> attributes) {
    if (attributes != null) {
      for (Structure attribute : attributes) {
        definitions.put(
            attribute.requiredString("AttributeName"),
            ScalarType.valueOf(attribute.requiredString("AttributeType")));
      }
    }
  }

  /** Adds the definitions of attributes that a table has already; those given now win. */
  SchemaReader with(List<KeyAttribute> known) {
    known.forEach(attribute -> definitions.putIfAbsent(attribute.name(), attribute.type()));
    return this;
  }

  /** The definitions in the order they were given. */
  List<KeyAttribute> attributes() {
    return definitions.entrySet().stream()
        .map(definition -> new KeyAttribute(definition.getKey(), definition.getValue()))
        .toList();
  }

  /** The definitions of attributes that one of the schemas uses. */
  List<KeyAttribute> attributesOf(List<KeySchema> schemas) {
    Set<KeyAttribute> used = new HashSet<>();
    for (KeySchema schema : schemas) {
      used.addAll(schema.hash());
      used.addAll(schema.range());
    }
    return attributes().stream().filter(used::contains).toList();
  }

  /** The key schema of a table. */
  KeySchema tableKeys(List<Structure> elements) {
    if (elements.size() > definitions.size()) {
      throw RequestException.validation(
          "Invalid KeySchema: Some index key attribute have no definition");
    }
    return simpleKeys(elements);
  }

  /** The key schema of a local index or table: one HASH and at most one RANGE attribute. */
  KeySchema simpleKeys(List<Structure> elements) {
    List<String> names = names(elements);
    requireDefined(names);
    if (names.size() == 2 && names.get(0).equals(names.get(1))) {
      throw RequestException.validation(
          "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    }
    requireType(elements, 0, "HASH", "first");
    if (elements.size() > 1) {
      requireType(elements, 1, "RANGE", "second");
    }
    return split(elements);
  }

  /** The key schema of a global index: up to four HASH, then up to four RANGE attributes. */
  KeySchema globalKeys(List<Structure> elements) {
    if (elements.size() <= 2 && !isAllHash(elements)) {
      return simpleKeys(elements);
    }
    List<String> names = names(elements);
    requireDefined(names);
    if (new HashSet<>(names).size() != names.size()) {
      throw invalid("Duplicate attribute name in KeySchema: [" + String.join(", ", names) + "]");
    }
    requireType(elements, 0, "HASH", "first");
    KeySchema keys = split(elements);
    boolean ordered = true;
    for (int i = 0; i < keys.hash().size(); i++) {
      ordered &= elements.get(i).requiredString("KeyType").equals("HASH");
    }
    if (!ordered) {
      throw RequestException.validation(
          "Invalid KeySchema: HASH key elements must precede RANGE key elements");
    }
    if (keys.hash().size() > MAX_PART || keys.range().size() > MAX_PART) {
      throw RequestException.validation(
          "Invalid KeySchema: at most 4 HASH and 4 RANGE key elements are allowed");
    }
    return keys;
  }

  private static boolean isAllHash(List<Structure> elements) {
    return elements.size() == 2
        && elements.stream().allMatch(e -> e.requiredString("KeyType").equals("HASH"));
  }

  private void requireDefined(List<String> names) {
    if (!definitions.keySet().containsAll(names)) {
      throw invalid(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: ["
              + String.join(", ", names)
              + "], AttributeDefinitions: ["
              + String.join(", ", definitions.keySet())
              + "]");
    }
  }

  private static void requireType(
      List<Structure> elements, int index, String type, String ordinal) {
    if (!elements.get(index).requiredString("KeyType").equals(type)) {
      throw RequestException.validation(
          "Invalid KeySchema: The " + ordinal + " KeySchemaElement is not a " + type + " key type");
    }
  }

  private KeySchema split(List<Structure> elements) {
    List<KeyAttribute> hash = new ArrayList<>();
    List<KeyAttribute> range = new ArrayList<>();
    for (Structure element : elements) {
      String name = element.requiredString("AttributeName");
      ScalarType type = definitions.get(name);
      if (type == null) {
        throw new IllegalStateException("checked before: " + name);
      }
      (element.requiredString("KeyType").equals("HASH") ? hash : range)
          .add(new KeyAttribute(name, type));
    }
    return new KeySchema(hash, range);
  }

  /** The projection of an index. */
  static Projection projection(Structure index) {
    Structure projection = index.structure("Projection");
    String type = projection == null ? null : projection.string("ProjectionType");
    if (projection == null || type == null) {
      throw invalid("Unknown ProjectionType: null");
    }
    List<String> names = projection.strings("NonKeyAttributes");
    boolean include = type.equals("INCLUDE");
    if (names != null && !include) {
      throw invalid("ProjectionType is " + type + ", but NonKeyAttributes is specified");
    }
    if (names == null && include) {
      throw invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    }
    if (names != null && new HashSet<>(names).size() != names.size()) {
      throw invalid("Duplicate NonKeyAttributes: [" + String.join(", ", names) + "]");
    }
    return new Projection(Projection.Type.valueOf(type), names == null ? List.of() : names);
  }

  private static List<String> names(List<Structure> elements) {
    return elements.stream()
        .map(element -> element.requiredString("AttributeName"))
        .collect(Collectors.toList());
  }
}
