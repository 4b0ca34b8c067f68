package dev.stator.gateway.stream;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;

/** How many streams, shards or records an answer may have. */
final class PageLimit {
  private PageLimit() {}

  /** The limit that the request gives, the most there may be if it gives none. */
  static int of(Structure request, int most) {
    Integer limit = request.integer("Limit");
    if (limit == null) {
      return most;
    }
    if (limit > most) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Limit should be less than or equal to "
              + most);
    }
    return limit;
  }
}
