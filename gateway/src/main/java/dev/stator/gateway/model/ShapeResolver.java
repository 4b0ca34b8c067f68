package dev.stator.gateway.model;

import dev.stator.gateway.model.SmithyReader.RawMember;
import dev.stator.gateway.model.SmithyReader.RawShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the model's raw shapes into ours, following names from the operations. The model has no
 * recursion but that of AttributeValue, which is one shape here.
 */
final class ShapeResolver {
  private static final String UNIT = "Unit";

  private final Map<String, RawShape> raw;
  private final Map<String, Shape> resolved = new HashMap<>();

  ShapeResolver(Map<String, RawShape> raw) {
    this.raw = raw;
  }

  Map<String, Operation> operations(String targetPrefix) {
    Map<String, Operation> operations = new HashMap<>();
    for (RawShape shape : raw.values()) {
      if (shape.type.equals("operation")) {
        Operation operation =
            new Operation(
                targetPrefix + shape.name,
                shape.name,
                structure(shape.inputName, true),
                structure(shape.outputName, false));
        operations.put(shape.name, operation);
      }
    }
    return operations;
  }

  private StructureShape structure(@Nullable String name, boolean isInput) {
    if (name == null || name.equals(UNIT)) {
      return new StructureShape(UNIT, List.of());
    }
    return structure(raw(name), isInput);
  }

  private Shape shape(String name) {
    Shape known = resolved.get(name);
    if (known == null) {
      known = build(name);
      resolved.put(name, known);
    }
    return known;
  }

  private Shape build(String name) {
    RawShape shape = raw(name);
    return switch (shape.type) {
      case "structure" -> structure(shape, false);
      case "union" -> new AttributeValueShape(name);
      case "list" -> new ListShape(name, shape(shape.target("member")), shape.range);
      case "map" ->
          new MapShape(
              name,
              ServiceDifferences.mapKey(shape(shape.target("key"))),
              shape(shape.target("value")),
              shape.range);
      case "string" -> new StringShape(name, shape.range, pattern(shape), List.of());
      case "enum" -> new StringShape(name, Range.ANY, null, enumValues(shape));
      case "integer" -> new IntegerShape(name, shape.range);
      case "long" -> new LongShape(name, shape.range);
      case "double" -> new DoubleShape(name);
      case "boolean" -> new BooleanShape(name);
      case "timestamp" -> new TimestampShape(name);
      case "blob" -> new BlobShape(name);
      default ->
          throw new IllegalStateException(
              "unexpected type in the model: " + shape.type + " " + name);
    };
  }

  private StructureShape structure(RawShape shape, boolean isInput) {
    List<Member> members = new ArrayList<>(shape.members.size());
    for (RawMember member : shape.members) {
      members.add(
          ServiceDifferences.member(
              shape.name, isInput, member.name, shape(member.target), member.required));
    }
    return new StructureShape(shape.name, members);
  }

  private RawShape raw(String name) {
    RawShape shape = raw.get(name);
    if (shape == null) {
      throw new IllegalStateException("the model lacks the shape " + name);
    }
    return shape;
  }

  private static List<String> enumValues(RawShape shape) {
    List<String> values = new ArrayList<>(shape.members.size());
    for (RawMember member : shape.members) {
      values.add(member.enumValue == null ? member.name : member.enumValue);
    }
    return ServiceDifferences.enumValues(shape.name, values);
  }

  /** Messages quote patterns without the anchors the model has. */
  private static @Nullable Pattern pattern(RawShape shape) {
    String text = shape.pattern;
    if (text == null) {
      return null;
    }
    int start = text.startsWith("^") ? 1 : 0;
    int end = text.endsWith("$") ? text.length() - 1 : text.length();
    return Pattern.compile(text.substring(start, end));
  }
}
