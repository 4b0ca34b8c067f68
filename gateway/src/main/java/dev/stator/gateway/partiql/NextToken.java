package dev.stator.gateway.partiql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.operation.PageSource;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the tokens with which a SELECT goes on, in base64:
 *
 * <pre>
 * token := digest (16 bytes), version (1 byte), step (int32), flag (1 byte), values
 * value := length (int32), payload of a key attribute, in the order of the keys of what is read
 * </pre>
 *
 * The digest is of the statement, its parameters, the table and all that follows, so a token of
 * another statement, or a changed one, is recognised.
 */
final class NextToken {
  private static final int DIGEST_LENGTH = 16;
  private static final int HEADER_LENGTH = DIGEST_LENGTH + 1 + Integer.BYTES + 1;
  private static final byte VERSION = 1;

  private final String statement;
  private final List<Slice> parameters;

  NextToken(String statement, List<Slice> parameters) {
    this.statement = statement;
    this.parameters = List.copyOf(parameters);
  }

  /**
   * Where a read goes on.
   *
   * @param key the key in the step behind which it goes on, null at the step's beginning
   */
  record Place(int step, @Nullable Slice key) {}

  String encode(ReadPlan plan, Place place) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
    header.position(DIGEST_LENGTH);
    header.put(VERSION).putInt(place.step).put((byte) (place.key == null ? 0 : 1));
    buffer.putBytes(0, header.array());
    int length = HEADER_LENGTH;
    Slice key = place.key;
    if (key != null) {
      for (KeyAttribute attribute : keyAttributes(plan.source())) {
        length += putPayload(buffer, length, key, attribute);
      }
    }
    byte[] token = new byte[length];
    buffer.getBytes(0, token);
    System.arraycopy(digest(plan, token), 0, token, 0, DIGEST_LENGTH);
    return Base64.getEncoder().encodeToString(token);
  }

  private static int putPayload(
      ExpandableArrayBuffer buffer, int offset, Slice key, KeyAttribute attribute) {
    int value = ItemScanner.find(key.buffer(), key.offset(), key.length(), attribute.name());
    int length = ValueScanner.payloadLength(key.buffer(), value);
    buffer.putInt(offset, length, java.nio.ByteOrder.BIG_ENDIAN);
    buffer.putBytes(
        offset + Integer.BYTES,
        key.buffer(),
        ValueScanner.payloadOffset(key.buffer(), value),
        length);
    return Integer.BYTES + length;
  }

  /**
   * The place that a token tells.
   *
   * @throws RequestException when it is not one of this statement
   */
  Place decode(ReadPlan plan, String text) {
    try {
      byte[] token = Base64.getDecoder().decode(text);
      if (token.length < HEADER_LENGTH
          || !Arrays.equals(Arrays.copyOf(token, DIGEST_LENGTH), digest(plan, token))) {
        throw mismatch();
      }
      ByteBuffer rest = ByteBuffer.wrap(token).position(DIGEST_LENGTH);
      byte version = rest.get();
      int step = rest.getInt();
      boolean hasKey = rest.get() != 0;
      if (version != VERSION || step < 0 || step >= plan.steps().size()) {
        throw mismatch();
      }
      return new Place(step, hasKey ? key(plan.source(), rest) : null);
    } catch (IllegalArgumentException | BufferUnderflowException malformed) {
      throw mismatch();
    }
  }

  private static Slice key(PageSource source, ByteBuffer rest) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    for (KeyAttribute attribute : keyAttributes(source)) {
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining()) {
        throw mismatch();
      }
      writer.name(attribute.name());
      byte[] value = new byte[1 + Varint.lengthOf(length) + length];
      UnsafeBuffer view = new UnsafeBuffer(value);
      view.putByte(0, attribute.type().tag());
      int prefix = Varint.put(view, 1, length);
      rest.get(value, 1 + prefix, length);
      writer.value(view, 0, value.length);
    }
    return new Slice(buffer, 0, writer.position());
  }

  /** The attributes that tell a place in a table or index. */
  private static Iterable<KeyAttribute> keyAttributes(PageSource source) {
    Map<String, KeyAttribute> attributes = new LinkedHashMap<>();
    collect(source.keys(), attributes);
    collect(source.table().keys(), attributes);
    return attributes.values();
  }

  private static void collect(KeySchema keys, Map<String, KeyAttribute> attributes) {
    keys.hash().forEach(key -> attributes.put(key.name(), key));
    keys.range().forEach(key -> attributes.put(key.name(), key));
  }

  private byte[] digest(ReadPlan plan, byte[] token) {
    MessageDigest digest = sha256();
    byte[] text = statement.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
    digest.update(text);
    for (Slice parameter : parameters) {
      byte[] bytes = new byte[parameter.length()];
      parameter.buffer().getBytes(parameter.offset(), bytes);
      digest.update(bytes);
    }
    digest.update(plan.source().table().definition().id().getBytes(UTF_8));
    digest.update(token, DIGEST_LENGTH, token.length - DIGEST_LENGTH);
    return Arrays.copyOf(digest.digest(), DIGEST_LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  static RequestException mismatch() {
    return RequestException.validation("NextToken does not match request");
  }
}
