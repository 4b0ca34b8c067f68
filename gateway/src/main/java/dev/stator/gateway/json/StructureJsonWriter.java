package dev.stator.gateway.json;

import dev.stator.core.codec.Slice;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes structures of a request as the JSON they came from, to a {@link ResponseBuffer}. */
public final class StructureJsonWriter {
  private StructureJsonWriter() {}

  /** Writes the structure as a value. */
  public static void write(JsonGenerator out, Structure structure) {
    out.writeStartObject();
    for (int i = 0; i < structure.shape().count(); i++) {
      Object value = structure.get(i);
      if (value != null) {
        out.writeName(structure.shape().member(i).name());
        writeValue(out, value);
      }
    }
    out.writeEndObject();
  }

  private static void writeValue(JsonGenerator out, Object value) {
    switch (value) {
      case String text -> out.writeString(text);
      case Boolean bool -> out.writeBoolean(bool);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case byte[] bytes -> out.writeString(Base64.getEncoder().encodeToString(bytes));
      case Structure structure -> write(out, structure);
      case AttributeMap map -> {
        Slice item = map.item();
        new ItemJsonWriter().writeItem(out, item.buffer(), item.offset(), item.length());
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(element -> writeValue(out, element));
        out.writeEndArray();
      }
      case Map<?, ?> map -> {
        out.writeStartObject();
        map.forEach(
            (name, element) -> {
              out.writeName((String) name);
              writeValue(out, element);
            });
        out.writeEndObject();
      }
      default -> throw new IllegalArgumentException("no member: " + value.getClass());
    }
  }
}
