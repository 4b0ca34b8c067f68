package dev.stator.gateway.format;

import dev.stator.core.codec.Slice;
import dev.stator.gateway.json.ItemJsonWriter;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A file of DynamoDB JSON: {@code {"Item":{"a":{"S":"x"}}}} and so on. */
public final class JsonFile implements ItemFile {
  private static final JsonFactory FACTORY = JsonFactory.builder().rootValueSeparator("").build();

  private final ItemJsonWriter items = new ItemJsonWriter();
  private final JsonGenerator json;

  public JsonFile(OutputStream out) {
    this.json = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  @Override
  public void item(Slice item) {
    json.writeStartObject();
    write(JsonItems.ITEM, item);
    endLine();
  }

  @Override
  public void change(long micros, Slice keys, @Nullable Slice before, @Nullable Slice after) {
    json.writeStartObject();
    json.writeObjectPropertyStart("Metadata");
    json.writeObjectPropertyStart("WriteTimestampMicros");
    json.writeStringProperty("N", Long.toString(micros));
    json.writeEndObject();
    json.writeEndObject();
    write("Keys", keys);
    write("OldImage", before);
    write("NewImage", after);
    endLine();
  }

  private void write(String name, @Nullable Slice item) {
    if (item != null) {
      json.writeName(name);
      items.writeItem(json, item.buffer(), item.offset(), item.length());
    }
  }

  private void endLine() {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void close() {
    json.close();
  }
}
