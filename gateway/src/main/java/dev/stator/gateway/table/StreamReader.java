package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableDefinition;
import dev.stator.gateway.json.Structure;
import org.jspecify.annotations.Nullable;

/** Reads stream specifications, with the service's rules. */
final class StreamReader {
  private StreamReader() {}

  /** Refuses a specification that says neither or both of on and off. */
  static void check(Structure request) {
    Structure stream = request.structure("StreamSpecification");
    if (stream == null) {
      return;
    }
    boolean hasView = stream.has("StreamViewType");
    if (stream.isTrue("StreamEnabled") && !hasView) {
      throw invalid("If stream is being enabled then UpdateViewType is required");
    }
    if (!stream.isTrue("StreamEnabled") && hasView) {
      throw invalid("If stream is being disabled, then UpdateViewType must not be specified");
    }
  }

  /** The view type of the stream that a new table shall have, null for none. */
  static @Nullable String viewType(Structure request) {
    Structure stream = request.structure("StreamSpecification");
    return stream == null ? null : stream.string("StreamViewType");
  }

  /** The view type of the stream that a table has after an UpdateTable request, null for none. */
  static @Nullable String update(TableDefinition table, Structure request) {
    String before = table.options().streamViewType();
    Structure stream = request.structure("StreamSpecification");
    if (stream == null) {
      return before;
    }
    String after = stream.string("StreamViewType");
    if (before != null && after != null) {
      throw RequestException.validation(
          "Table already has an enabled stream: TableName: " + table.name());
    }
    if (before == null && after == null) {
      throw RequestException.validation(
          "Table has no stream to disable: TableName: " + table.name());
    }
    return after;
  }
}
