package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.Slice;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.model.Operation;
import dev.stator.gateway.model.StructureShape;
import java.util.Objects;
import org.agrona.DirectBuffer;
import tools.jackson.core.JsonGenerator;

/** The model and short ways between text and structures, for tests. */
final class Api {
  static final ApiModel MODEL = ApiModel.load();

  private Api() {}

  static StructureShape input(String operation) {
    Operation found = MODEL.operation(operation);
    return Objects.requireNonNull(found, operation).input();
  }

  static Structure read(String operation, String json) {
    return read(new RequestReader(), operation, json);
  }

  static Structure read(RequestReader reader, String operation, String json) {
    byte[] body = json.getBytes(UTF_8);
    return reader.read(input(operation), body, 0, body.length);
  }

  /** Single quotes read better in Java. */
  static String quoted(String json) {
    return json.replace('\'', '"');
  }

  static AttributeMap item(String json) {
    Structure put = read("PutItem", "{\"Item\":" + json + "}");
    return Objects.requireNonNull(put.attributes("Item"));
  }

  static String json(AttributeMap map) {
    Slice item = map.item();
    return json(item.buffer(), item.offset(), item.length());
  }

  static String json(DirectBuffer item, int offset, int length) {
    ResponseBuffer buffer = new ResponseBuffer();
    try (JsonGenerator out = buffer.openGenerator()) {
      new ItemJsonWriter().writeItem(out, item, offset, length);
    }
    return new String(buffer.array(), 0, buffer.length(), UTF_8);
  }
}
