package dev.stator.core.expression;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The stable binary form of conditions and updates, for commands in a commit log. Tags are one
 * byte, see {@link ExpressionFormat}; counts are varints; a tree follows its tag in the order of
 * its parts.
 *
 * <pre>
 * encoded condition := VERSION condition
 * encoded update    := VERSION legacy (0 or 1) count action...
 *
 * condition := AND condition condition | OR condition condition | NOT condition
 *            | EQUAL ... GREATER_OR_EQUAL operand operand | BETWEEN operand operand operand
 *            | IN operand count operand... | HAS_TYPE operand TYPE_...
 *            | ATTRIBUTE_EXISTS path | ATTRIBUTE_NOT_EXISTS path
 *            | BEGINS_WITH operand operand | CONTAINS operand operand
 * operand   := PATH_OPERAND path | CONSTANT value | SIZE_OF operand
 * action    := SET path set-value | REMOVE path | ADD path value | DELETE path value
 * set-value := PATH_OPERAND path | CONSTANT value | PLUS set-value set-value
 *            | MINUS set-value set-value | IF_NOT_EXISTS path set-value
 *            | LIST_APPEND set-value set-value
 * path      := count element...
 * element   := NAME varint length, UTF-8 | INDEX uint32 little-endian
 * value     := as in {@link dev.stator.core.codec.ValueDescriptor}
 * </pre>
 *
 * <p>Decoding trusts its input, which a checksum has guarded; unknown tags and versions are {@link
 * IllegalArgumentException}s.
 */
public final class ExpressionCodec {
  private ExpressionCodec() {}

  /** Returns the length of the encoded condition. */
  public static int encode(Condition condition, MutableDirectBuffer buffer, int offset) {
    ExpressionEncoder encoder = new ExpressionEncoder(buffer, offset);
    encoder.tag(ExpressionFormat.VERSION);
    encoder.condition(condition);
    return encoder.position() - offset;
  }

  /** Returns the length of the encoded update. */
  public static int encode(Update update, MutableDirectBuffer buffer, int offset) {
    ExpressionEncoder encoder = new ExpressionEncoder(buffer, offset);
    encoder.tag(ExpressionFormat.VERSION);
    encoder.tag((byte) (update.legacy() ? 1 : 0));
    encoder.count(update.actions().size());
    update.actions().forEach(encoder::action);
    return encoder.position() - offset;
  }

  /** Decodes a condition whose constants are copies. */
  public static Condition decodeCondition(DirectBuffer buffer, int offset, int length) {
    return condition(new ExpressionDecoder(buffer, offset, true), offset, length);
  }

  /** Decodes a condition whose constants refer to the buffer; valid as long as its bytes are. */
  public static Condition viewCondition(DirectBuffer buffer, int offset, int length) {
    return condition(new ExpressionDecoder(buffer, offset, false), offset, length);
  }

  /** Decodes an update whose constants are copies. */
  public static Update decodeUpdate(DirectBuffer buffer, int offset, int length) {
    return update(new ExpressionDecoder(buffer, offset, true), offset, length);
  }

  /** Decodes an update whose constants refer to the buffer; valid as long as its bytes are. */
  public static Update viewUpdate(DirectBuffer buffer, int offset, int length) {
    return update(new ExpressionDecoder(buffer, offset, false), offset, length);
  }

  private static Condition condition(ExpressionDecoder decoder, int offset, int length) {
    checkVersion(decoder);
    Condition condition = decoder.condition();
    checkEnd(decoder, offset, length);
    return condition;
  }

  private static Update update(ExpressionDecoder decoder, int offset, int length) {
    checkVersion(decoder);
    boolean legacy = decoder.tag() != 0;
    int count = decoder.count();
    List<UpdateAction> actions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      actions.add(decoder.action());
    }
    checkEnd(decoder, offset, length);
    return new Update(actions, legacy);
  }

  private static void checkVersion(ExpressionDecoder decoder) {
    byte version = decoder.tag();
    if (version != ExpressionFormat.VERSION) {
      throw new IllegalArgumentException(
          "version of an expression: expected=" + ExpressionFormat.VERSION + ", actual=" + version);
    }
  }

  private static void checkEnd(ExpressionDecoder decoder, int offset, int length) {
    if (decoder.position() != offset + length) {
      throw new IllegalArgumentException(
          "length of an expression: expected="
              + length
              + ", actual="
              + (decoder.position() - offset));
    }
  }
}
