package dev.stator.gateway.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a Smithy JSON syntax tree into its shapes, in one pass that skips what requests do not
 * need, such as documentation. Format: the Smithy 2.0 specification, chapter "JSON AST".
 */
final class SmithyReader {
  /** A shape as the model has it, its references being names. */
  static final class RawShape {
    final String name;
    String type = "";
    Range range = Range.ANY;
    @Nullable String pattern;
    List<RawMember> members = new ArrayList<>();
    @Nullable String inputName;
    @Nullable String outputName;

    RawShape(String name) {
      this.name = name;
    }

    /** The target of a list's "member" or a map's "key" and "value". */
    String target(String memberName) {
      for (RawMember member : members) {
        if (member.name.equals(memberName)) {
          return member.target;
        }
      }
      throw new IllegalStateException("the model's shape " + name + " lacks " + memberName);
    }
  }

  /** A member of a shape: a structure's, the element of a list, a map's key or value. */
  static final class RawMember {
    final String name;
    String target = "";
    boolean required;
    @Nullable String enumValue;

    RawMember(String name) {
      this.name = name;
    }
  }

  private final JsonParser parser;
  private final Map<String, RawShape> shapes = new HashMap<>();

  private SmithyReader(JsonParser parser) {
    this.parser = parser;
  }

  static Map<String, RawShape> read(Service service) {
    String resource = service.resource();
    try (InputStream in = SmithyReader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the service model is not on the class path: " + resource);
      }
      byte[] json = in.readAllBytes();
      try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
        SmithyReader reader = new SmithyReader(parser);
        reader.readModel();
        return reader.shapes;
      }
    } catch (IOException e) {
      throw new IllegalStateException("the service model cannot be read: " + resource, e);
    }
  }

  private void readModel() {
    parser.nextToken();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      if (name.equals("shapes")) {
        readShapes();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readShapes() {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      RawShape shape = new RawShape(localName(name));
      readShape(shape);
      shapes.put(shape.name, shape);
    }
  }

  private void readShape(RawShape shape) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "type" -> shape.type = parser.getString();
        case "traits" -> readShapeTraits(shape);
        case "members" -> readMembers(shape);
        case "member", "key", "value" -> shape.members.add(readMember(name));
        case "input" -> shape.inputName = readMember(name).target;
        case "output" -> shape.outputName = readMember(name).target;
        default -> parser.skipChildren();
      }
    }
  }

  private void readMembers(RawShape shape) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      shape.members.add(readMember(name));
    }
  }

  private RawMember readMember(String memberName) {
    RawMember member = new RawMember(memberName);
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "target" -> member.target = localName(parser.getString());
        case "traits" -> readMemberTraits(member);
        default -> parser.skipChildren();
      }
    }
    return member;
  }

  private void readMemberTraits(RawMember member) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("smithy.api#required")) {
        member.required = true;
      } else if (name.equals("smithy.api#enumValue") && token == JsonToken.VALUE_STRING) {
        member.enumValue = parser.getString();
      }
      parser.skipChildren();
    }
  }

  private void readShapeTraits(RawShape shape) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "smithy.api#length", "smithy.api#range" -> shape.range = readRange();
        case "smithy.api#pattern" -> shape.pattern = parser.getString();
        default -> parser.skipChildren();
      }
    }
  }

  private Range readRange() {
    long min = Long.MIN_VALUE;
    long max = Long.MAX_VALUE;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "min" -> min = parser.getLongValue();
        case "max" -> max = parser.getLongValue();
        default -> parser.skipChildren();
      }
    }
    return new Range(min, max);
  }

  private static String localName(String id) {
    return id.substring(id.indexOf('#') + 1);
  }
}
