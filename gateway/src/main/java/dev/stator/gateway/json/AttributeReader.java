package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.Varint;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Limits;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Encodes attribute values from JSON into one growing buffer, without an object per attribute. JSON
 * of the wrong type is refused at once; the first value that is not valid is remembered, after
 * which what is encoded means nothing and reading goes on only for the types.
 */
final class AttributeReader {
  // Datatypes as bits, to see which a value has.
  private static final int UNKNOWN = 0;
  private static final int S = 1;
  private static final int N = 1 << 1;
  private static final int B = 1 << 2;
  private static final int BOOL = 1 << 3;
  private static final int NULL = 1 << 4;
  private static final int M = 1 << 5;
  private static final int L = 1 << 6;
  private static final int SS = 1 << 7;
  private static final int NS = 1 << 8;
  private static final int BS = 1 << 9;

  private static final int INITIAL_CAPACITY = 16 * 1024;
  private static final int KEPT_CAPACITY = 2 * 1024 * 1024;

  private final ItemWriter writer = new ItemWriter();
  private final AttributeNames names = new AttributeNames();
  private final Base64Decoder base64 = new Base64Decoder();
  private final List<String> topLevelNames = new ArrayList<>();
  private MutableDirectBuffer buffer = new ExpandableArrayBuffer(INITIAL_CAPACITY);
  private byte[] set = new byte[256];
  private @Nullable String problem;

  /** Begins a request: what was encoded before may be overwritten. */
  void reset() {
    if (buffer.capacity() > KEPT_CAPACITY) {
      buffer = new ExpandableArrayBuffer(INITIAL_CAPACITY);
    }
    writer.wrap(buffer, 0);
    names.clear();
  }

  /** An empty map, for a null where a map is an element. */
  AttributeMap empty() {
    return new AttributeMap(new Slice(buffer, writer.position(), 0), 0, null, null, List.of());
  }

  /** Reads the object at which the parser stands as an item. */
  AttributeMap readMap(JsonParser parser) {
    problem = null;
    String problemName = null;
    topLevelNames.clear();
    int start = writer.position();
    int mark = names.mark();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      topLevelNames.add(name);
      readAttribute(parser, name, 1);
      if (problem != null && problemName == null) {
        problemName = name;
      }
    }
    endAttributes(mark);
    Slice item = new Slice(buffer, start, writer.position() - start);
    List<String> known = problem == null ? List.of() : List.copyOf(topLevelNames);
    return new AttributeMap(item, names.distinct(), problem, problemName, known);
  }

  /** Reads the value at which the parser stands. */
  AttributeValue readValue(JsonParser parser, JsonToken token, boolean inStructure) {
    problem = null;
    int start = writer.position();
    readValue(parser, token, 1, inStructure);
    return new AttributeValue(new Slice(buffer, start, writer.position() - start), problem);
  }

  private void readAttribute(JsonParser parser, String name, int level) {
    if (name.isEmpty()) {
      report(ValueProblem.EMPTY_NAME);
    }
    names.add(name, writer.position());
    writer.name(name);
    readValue(parser, parser.nextToken(), level, false);
  }

  private void endAttributes(int mark) {
    writer.position(names.removeDuplicates(buffer, mark, writer.position()));
  }

  private void readValue(JsonParser parser, JsonToken token, int level, boolean inStructure) {
    if (token == JsonToken.VALUE_NULL) {
      report(ValueProblem.EMPTY);
    } else if (token != JsonToken.START_OBJECT) {
      throw TypeMismatch.structure(token, "AttributeValue", inStructure);
    } else if (level > Limits.MAX_NESTING) {
      report(ValueProblem.NESTING);
      parser.skipChildren();
    } else {
      readDatatypes(parser, level);
    }
  }

  /** Reads the members of an attribute value; exactly one is right, of one given twice the last. */
  private void readDatatypes(JsonParser parser, int level) {
    String problemBefore = problem;
    int start = writer.position();
    int seen = 0;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      int type = datatype(name);
      if (type == UNKNOWN) {
        parser.skipChildren();
        continue;
      }
      if ((seen & type) != 0) {
        seen &= ~type;
        if (seen == 0) {
          writer.position(start);
          problem = problemBefore;
        }
      }
      if (token != JsonToken.VALUE_NULL) {
        seen |= type;
        readDatatype(parser, token, type, level);
      }
    }
    if (seen == 0) {
      report(ValueProblem.EMPTY);
    } else if (Integer.bitCount(seen) > 1) {
      report(ValueProblem.MULTIPLE);
    }
  }

  private static int datatype(String name) {
    return switch (name) {
      case "S" -> S;
      case "N" -> N;
      case "B" -> B;
      case "BOOL" -> BOOL;
      case "NULL" -> NULL;
      case "M" -> M;
      case "L" -> L;
      case "SS" -> SS;
      case "NS" -> NS;
      case "BS" -> BS;
      default -> UNKNOWN;
    };
  }

  private void readDatatype(JsonParser parser, JsonToken token, int type, int level) {
    switch (type) {
      case S -> readString(parser, token);
      case N -> readNumber(parser, token);
      case B -> readBinary(parser, token);
      case BOOL -> writer.bool(RequestReader.bool(parser, token));
      case NULL -> readNull(parser, token);
      case M -> readMap(parser, token, level);
      case L -> readList(parser, token, level);
      case SS -> readSet(parser, token, ValueDescriptor.STRING_SET);
      case NS -> readSet(parser, token, ValueDescriptor.NUMBER_SET);
      default -> readSet(parser, token, ValueDescriptor.BINARY_SET);
    }
  }

  private void readBinary(JsonParser parser, JsonToken token) {
    int length = decode(parser, token); // before asking for the array, which it may replace
    writer.binary(base64.bytes(), 0, length);
  }

  private void readString(JsonParser parser, JsonToken token) {
    requireString(token);
    writer.string(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
  }

  private void readNumber(JsonParser parser, JsonToken token) {
    requireString(token);
    try {
      writer.number(
          parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    } catch (RequestException e) {
      report(e.getMessage());
    }
  }

  /** Decodes base64 into the decoder's array and returns the number of bytes. */
  private int decode(JsonParser parser, JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw TypeMismatch.blob(token);
    }
    return base64.decode(
        parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
  }

  private void readNull(JsonParser parser, JsonToken token) {
    if (RequestReader.bool(parser, token)) {
      writer.nul();
    } else {
      report(ValueProblem.NULL_FALSE);
    }
  }

  private void readMap(JsonParser parser, JsonToken token, int level) {
    if (token != JsonToken.START_OBJECT) {
      throw TypeMismatch.attributes(token, true);
    }
    int map = writer.beginMap();
    int mark = names.mark();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      readAttribute(parser, name, level + 1);
    }
    endAttributes(mark);
    writer.end(map);
  }

  private void readList(JsonParser parser, JsonToken token, int level) {
    if (token != JsonToken.START_ARRAY) {
      throw TypeMismatch.list(token, true);
    }
    int list = writer.beginList();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      readValue(parser, t, level + 1, false);
    }
    writer.end(list);
  }

  private void readSet(JsonParser parser, JsonToken token, byte tag) {
    if (token != JsonToken.START_ARRAY) {
      throw TypeMismatch.list(token, true);
    }
    int mark = writer.beginSet(tag);
    int start = writer.position();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t == JsonToken.VALUE_NULL) {
        report(ValueProblem.NULL_IN_SET);
      } else {
        readElement(parser, t, tag);
      }
    }
    if (problem == null) {
      endSet(mark, start, tag);
    }
  }

  private void readElement(JsonParser parser, JsonToken token, byte tag) {
    if (tag == ValueDescriptor.BINARY_SET) {
      int length = decode(parser, token);
      writer.setElement(base64.bytes(), 0, length);
      return;
    }
    requireString(token);
    try {
      writer.setElement(
          parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
    } catch (RequestException e) {
      report(e.getMessage());
    }
  }

  private void endSet(int mark, int start, byte tag) {
    int length = writer.position() - start;
    if (length == 0) {
      report(ValueProblem.emptySet(tag));
      return;
    }
    keepOrder(start, length);
    if (!writer.endSet(mark)) {
      report(duplicates(tag, length));
    }
  }

  /** The message quotes the elements in the order of the request, which sorting loses. */
  private void keepOrder(int start, int length) {
    if (set.length < length) {
      set = new byte[Math.max(length, 2 * set.length)];
    }
    buffer.getBytes(start, set, 0, length);
  }

  private String duplicates(byte tag, int length) {
    return switch (tag) {
      case ValueDescriptor.STRING_SET -> ValueProblem.duplicateStrings(keptElements(length, false));
      case ValueDescriptor.NUMBER_SET -> ValueProblem.DUPLICATE_NUMBERS;
      default -> ValueProblem.duplicateBinaries(keptElements(length, true));
    };
  }

  private String keptElements(int length, boolean binary) {
    MutableDirectBuffer kept = new UnsafeBuffer(set, 0, length);
    StringJoiner text = new StringJoiner(", ", "[", "]");
    int offset = 0;
    while (offset < length) {
      int elementLength = Varint.get(kept, offset);
      offset += Varint.lengthOf(elementLength);
      byte[] element = new byte[elementLength];
      kept.getBytes(offset, element);
      text.add(binary ? Base64.getEncoder().encodeToString(element) : new String(element, UTF_8));
      offset += elementLength;
    }
    return text.toString();
  }

  private static void requireString(JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw TypeMismatch.scalar(token, "String");
    }
  }

  private void report(String message) {
    if (problem == null) {
      problem = message;
    }
  }
}
