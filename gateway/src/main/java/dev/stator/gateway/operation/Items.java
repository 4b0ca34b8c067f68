package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.gateway.json.ItemJsonWriter;
import org.agrona.DirectBuffer;
import tools.jackson.core.JsonGenerator;

/** Encoded items as JSON, with one writer for every event loop. */
public final class Items {
  private static final ThreadLocal<ItemJsonWriter> WRITERS =
      ThreadLocal.withInitial(ItemJsonWriter::new);

  private Items() {}

  /** Writes an item or key as a value. */
  public static void write(JsonGenerator json, Slice item) {
    write(json, item.buffer(), item.offset(), item.length());
  }

  /** Writes an item or key as a value. */
  public static void write(JsonGenerator json, DirectBuffer item, int offset, int length) {
    WRITERS.get().writeItem(json, item, offset, length);
  }

  /** Writes an item or key as a member of the current object. */
  public static void writeProperty(JsonGenerator json, String name, Slice item) {
    json.writeName(name);
    write(json, item);
  }
}
