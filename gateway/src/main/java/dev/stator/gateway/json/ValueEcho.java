package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.Slice;
import dev.stator.gateway.model.Member;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The value of a member as validation messages quote it: lists and maps as Java prints them,
 * structures as {@code KeySchemaElement(attributeName=pk, keyType=HASH)}. How the service prints
 * attribute values is not recorded; here it is their JSON.
 */
final class ValueEcho {
  private ValueEcho() {}

  static String of(Object value) {
    return switch (value) {
      case Structure structure -> structure(structure);
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      case AttributeMap map -> attributes(map);
      case AttributeValue single -> value(single);
      default -> value.toString();
    };
  }

  private static String structure(Structure structure) {
    StringJoiner text = new StringJoiner(", ", structure.shape().name() + "(", ")");
    List<Member> members = structure.shape().members();
    for (int i = 0; i < members.size(); i++) {
      @Nullable Object value = structure.get(i);
      if (value != null) {
        text.add(members.get(i).path() + "=" + of(value));
      }
    }
    return text.toString();
  }

  private static String list(List<?> list) {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (Object element : list) {
      text.add(of(element));
    }
    return text.toString();
  }

  private static String map(Map<?, ?> map) {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.add(entry.getKey() + "=" + of(entry.getValue()));
    }
    return text.toString();
  }

  private static String attributes(AttributeMap map) {
    ResponseBuffer json = new ResponseBuffer();
    if (map.problem() == null) {
      Slice item = map.item();
      try (JsonGenerator out = json.openGenerator()) {
        new ItemJsonWriter().writeItem(out, item.buffer(), item.offset(), item.length());
      }
    }
    return new String(json.array(), 0, json.length(), UTF_8);
  }

  private static String value(AttributeValue single) {
    ResponseBuffer json = new ResponseBuffer();
    if (single.problem() == null) {
      Slice value = single.value();
      try (JsonGenerator out = json.openGenerator()) {
        new ItemJsonWriter().writeValue(out, value.buffer(), value.offset());
      }
    }
    return new String(json.array(), 0, json.length(), UTF_8);
  }
}
