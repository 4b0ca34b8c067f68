package dev.stator.gateway.http;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Tells whether bytes are one JSON text; for requests that are refused before they are read. */
final class JsonSyntax {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonSyntax() {}

  static boolean isJson(byte[] body, int length) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body, 0, length)) {
      while (parser.nextToken() != null) {
        // only the syntax is of interest
      }
      return true;
    } catch (JacksonException malformed) {
      return false;
    }
  }
}
