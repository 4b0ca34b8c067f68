package dev.stator.gateway.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.model.Note;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.json.StructureJsonWriter;
import dev.stator.gateway.model.LongShape;
import dev.stator.gateway.model.Range;
import dev.stator.gateway.model.Shape;
import dev.stator.gateway.model.StringShape;
import dev.stator.gateway.model.StructureShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Imports or exports as notes in the catalog: JSON with the request, its status and what else they
 * have, named by a prefix and the id.
 */
public final class TransferNotes {
  public static final Shape TEXT = new StringShape("Text", Range.ANY, null, List.of());
  public static final Shape NUMBER = new LongShape("Number", Range.ANY);

  private final String prefix;
  private final StructureShape shape;
  private final RequestReader reader = new RequestReader();

  /**
   * @param input the shape of the request
   * @param members what there is beside the table, the request, status, times and failure
   */
  public TransferNotes(
      String prefix, String name, StructureShape input, Map<String, Shape> members) {
    this.prefix = prefix;
    Map<String, Shape> all = new HashMap<>(members);
    all.put("tableId", TEXT);
    all.put("request", input);
    all.put("status", TEXT);
    all.put("startMs", NUMBER);
    all.put("endMs", NUMBER);
    all.put("failureCode", TEXT);
    all.put("failureMessage", TEXT);
    this.shape = StructureShape.of(name, all);
  }

  /** The note of this id with the members that are written. */
  public static Note encode(
      String name, Structure request, @Nullable Failure failure, Consumer<JsonGenerator> members) {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      json.writeStartObject();
      json.writeName("request");
      StructureJsonWriter.write(json, request);
      members.accept(json);
      if (failure != null) {
        json.writeStringProperty("failureCode", failure.code());
        json.writeStringProperty("failureMessage", failure.message());
      }
      json.writeEndObject();
    }
    return new Note(name, new String(text.toByteArray(), UTF_8));
  }

  /** The members of a note. */
  public Structure decode(Note note) {
    byte[] text = note.text().getBytes(UTF_8);
    return reader.read(shape, text, 0, text.length);
  }

  /** The id in the name of a note. */
  public String id(Note note) {
    return note.name().substring(prefix.length());
  }

  /** The request of a note's members. */
  public static Structure request(Structure members) {
    Structure request = members.structure("request");
    if (request == null) {
      throw new IllegalStateException("no request in a note");
    }
    return request;
  }

  /** Why it failed, null when it did not. */
  public static @Nullable Failure failure(Structure members) {
    String code = members.string("failureCode");
    return code == null ? null : new Failure(code, members.requiredString("failureMessage"));
  }

  /** A number of a note's members, 0 when it is not there. */
  public static long number(Structure members, String name) {
    Long value = members.longValue(name);
    return value == null ? 0 : value;
  }
}
