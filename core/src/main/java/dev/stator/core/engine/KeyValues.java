package dev.stator.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.number.DecimalCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Encoded keys as people read them: strings and numbers as they are, binaries in base64. */
final class KeyValues {
  private KeyValues() {}

  /** The values of the hash attributes. */
  static List<String> hash(KeySchema keys, byte[] encoded) {
    return values(keys.hash(), encoded, new ArrayList<>());
  }

  /** The values of all attributes that the key has; it may end before the range attributes. */
  static List<String> whole(KeySchema keys, byte[] encoded) {
    List<KeyAttribute> attributes = new ArrayList<>(keys.hash());
    attributes.addAll(keys.range());
    return values(attributes, encoded, new ArrayList<>());
  }

  private static List<String> values(
      List<KeyAttribute> attributes, byte[] encoded, List<String> values) {
    UnsafeBuffer buffer = new UnsafeBuffer(encoded);
    int position = KeyCodec.HASH_LENGTH;
    for (KeyAttribute attribute : attributes) {
      if (position >= encoded.length) {
        break;
      }
      int length = KeyCodec.componentLength(buffer, attribute.type(), position);
      values.add(value(attribute.type(), encoded, position, length));
      position += length;
    }
    return List.copyOf(values);
  }

  private static String value(ScalarType type, byte[] encoded, int position, int length) {
    return switch (type) {
      case N -> DecimalCodec.decode(new UnsafeBuffer(encoded), position).toPlainString();
      case S -> new String(unescaped(encoded, position, length), UTF_8);
      case B -> Base64.getEncoder().encodeToString(unescaped(encoded, position, length));
    };
  }

  /** Without the end of the component, and with zeros for what stands for them. */
  private static byte[] unescaped(byte[] encoded, int position, int length) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
    int end = position + length - Short.BYTES;
    for (int i = position; i < end; i++) {
      bytes.write(encoded[i]);
      if (encoded[i] == 0) {
        i++; // the mark behind a zero
      }
    }
    return bytes.toByteArray();
  }
}
