package dev.stator.gateway.json;

import dev.stator.core.error.RequestException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads items one after the other from objects that each have one as a member, such as {@code
 * {"Item":{"a":{"S":"x"}}}}; between them may be white space and the brackets of arrays.
 */
public final class ItemSequenceReader implements AutoCloseable {
  private final AttributeReader attributes = new AttributeReader();
  private final String member;
  private final JsonParser parser;

  /**
   * @param member the name of the member that is the item; others are ignored
   */
  public ItemSequenceReader(InputStream json, String member) {
    this.member = member;
    this.parser = RequestReader.FACTORY.createParser(ObjectReadContext.empty(), json);
  }

  /**
   * The next item, null behind the last. It is valid until the next call, and so is its problem if
   * its values are not valid.
   *
   * @throws RequestException when this is no JSON, or no item; nothing can be read any more then
   */
  public @Nullable AttributeMap next() {
    try {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
        token = parser.nextToken();
      }
      return token == null ? null : readObject(token);
    } catch (JacksonException malformed) {
      throw RequestException.validation(
          "Malformed JSON: " + malformed.getOriginalMessage() + position());
    }
  }

  private AttributeMap readObject(JsonToken first) {
    AttributeMap item = null;
    if (first == JsonToken.START_OBJECT) {
      attributes.reset();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (name.equals(member) && value == JsonToken.START_OBJECT) {
          item = attributes.readMap(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    if (item == null) {
      throw RequestException.validation("There is no object " + member + position());
    }
    return item;
  }

  private String position() {
    return " at line " + parser.currentLocation().getLineNr();
  }

  @Override
  public void close() {
    parser.close();
  }
}
