package dev.stator.gateway.offsite;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.ListShape;
import dev.stator.gateway.model.LongShape;
import dev.stator.gateway.model.Range;
import dev.stator.gateway.model.Shape;
import dev.stator.gateway.model.StringShape;
import dev.stator.gateway.model.StructureShape;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * What a copied backup is made of, as JSON. Written last: a copy is there when this is.
 *
 * @param table the name of the table
 * @param manifest of the backup itself, as its data directory has it, in base64
 */
record OffsiteManifest(
    String id, String table, long createdMs, String manifest, List<OffsiteSegment> segments) {
  static final long VERSION = 1;

  private static final Shape TEXT = new StringShape("Text", Range.ANY, null, List.of());
  private static final Shape NUMBER = new LongShape("Number", Range.ANY);
  private static final StructureShape SEGMENT =
      StructureShape.of(
          "Segment",
          Map.of(
              "partition", NUMBER,
              "number", NUMBER,
              "end", NUMBER,
              "fileLength", NUMBER,
              "sha256", TEXT));
  private static final StructureShape SHAPE =
      StructureShape.of(
          "OffsiteManifest",
          Map.of(
              "version", NUMBER,
              "id", TEXT,
              "table", TEXT,
              "createdMs", NUMBER,
              "manifest", TEXT,
              "segments", new ListShape("Segments", SEGMENT, Range.ANY)));

  byte[] encode() {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      json.writeStartObject();
      json.writeNumberProperty("version", VERSION);
      json.writeStringProperty("id", id);
      json.writeStringProperty("table", table);
      json.writeNumberProperty("createdMs", createdMs);
      json.writeStringProperty("manifest", manifest);
      json.writeArrayPropertyStart("segments");
      for (OffsiteSegment segment : segments) {
        json.writeStartObject();
        json.writeNumberProperty("partition", segment.partition());
        json.writeNumberProperty("number", segment.number());
        json.writeNumberProperty("end", segment.end());
        json.writeNumberProperty("fileLength", segment.fileLength());
        json.writeStringProperty("sha256", segment.sha256());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toByteArray();
  }

  /**
   * Reads a manifest.
   *
   * @throws OffsiteException when it is none, or of another version
   */
  static OffsiteManifest decode(String key, byte[] text) {
    try {
      Structure read = new RequestReader().read(SHAPE, text, 0, text.length);
      long version = number(read, "version");
      if (version != VERSION) {
        throw new OffsiteException(
            key + " is of another version: expected=" + VERSION + ", actual=" + version, null);
      }
      List<Structure> segments = read.structures("segments");
      if (segments == null) {
        throw new OffsiteException(key + " is no manifest of a backup", null);
      }
      return new OffsiteManifest(
          read.requiredString("id"),
          read.requiredString("table"),
          number(read, "createdMs"),
          read.requiredString("manifest"),
          segments.stream().map(OffsiteManifest::segment).toList());
    } catch (RequestException | IllegalStateException malformed) {
      throw new OffsiteException(key + " is no manifest of a backup", malformed);
    }
  }

  private static OffsiteSegment segment(Structure read) {
    return new OffsiteSegment(
        number(read, "partition"),
        Math.toIntExact(number(read, "number")),
        Math.toIntExact(number(read, "end")),
        number(read, "fileLength"),
        read.requiredString("sha256"));
  }

  private static long number(Structure read, String name) {
    Long value = read.longValue(name);
    if (value == null) {
      throw new IllegalStateException("no " + name);
    }
    return value;
  }
}
