package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.Slice;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ExpressionCodecTest {
  private static final int OFFSET = 7;

  private static final String GOLDEN_CONDITION =
      "0114141414141f03010161010162022c01000015161c0c0a010101630b020402820b001e0a010101"
          + "64020b020402820b000a010101651d0a010101660b020402820b000a010101672001010168230a01"
          + "0101690a0101016a220a0101016b0a0101016c";
  private static final String GOLDEN_UPDATE =
      "01000728010101610d0f010101610b020402820b000a010101622801010163100a010101630a0101"
          + "016428010101650e0a010101660b020402820b0028020101670101680b020402820b002902010169"
          + "02feffffff2a0101016a020402820b002b0101016b09020000000178";

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

  @Test
  void readsBackRandomTrees() {
    long seed = System.nanoTime();
    RandomTrees trees = new RandomTrees(new Random(seed));
    for (int i = 0; i < 20_000; i++) {
      Condition condition = trees.condition(4);
      int length = ExpressionCodec.encode(condition, buffer, OFFSET);
      assertThat(ExpressionCodec.decodeCondition(buffer, OFFSET, length))
          .as("seed=%s, round=%s", seed, i)
          .isEqualTo(condition);

      Update update = trees.update();
      length = ExpressionCodec.encode(update, buffer, OFFSET);
      assertThat(ExpressionCodec.decodeUpdate(buffer, OFFSET, length))
          .as("seed=%s, round=%s", seed, i)
          .isEqualTo(update);
    }
  }

  @Test
  void viewsConstantsInTheBufferWithoutCopying() {
    Update update =
        ExpressionParser.update(
            "SET a = :v", new Placeholders(null, Items.encode(Items.map(":v", "text"))));
    int length = ExpressionCodec.encode(update, buffer, OFFSET);

    Slice viewed = assignedConstant(ExpressionCodec.viewUpdate(buffer, OFFSET, length));
    Slice copied = assignedConstant(ExpressionCodec.decodeUpdate(buffer, OFFSET, length));

    assertThat(viewed.buffer()).isSameAs(buffer);
    assertThat(copied.buffer()).isNotSameAs(buffer);
    assertThat(Items.decodeValue(viewed.buffer(), viewed.offset())).isEqualTo("text");
  }

  /** These bytes are in commit logs: when this test fails, the format has changed. */
  @Test
  void writesTheSameBytesForever() {
    Placeholders placeholders =
        new Placeholders(null, Items.encode(Items.map(":n", 1, ":s", Items.strings("x"))));
    Condition condition =
        ExpressionParser.condition(
            "attribute_exists(a.b[300]) AND (NOT size(c) >= :n OR d IN (:n, e))"
                + " AND f BETWEEN :n AND g AND attribute_not_exists(h) AND contains(i, j)"
                + " AND begins_with(k, l)",
            placeholders);
    Update update =
        ExpressionParser.update(
            "SET a = if_not_exists(a, :n) + b, c = list_append(c, d), e = f - :n, g.h = :n"
                + " REMOVE i[4294967294] ADD j :n DELETE k :s",
            placeholders);

    assertThat(hex(ExpressionCodec.encode(condition, buffer, OFFSET))).isEqualTo(GOLDEN_CONDITION);
    assertThat(hex(ExpressionCodec.encode(update, buffer, OFFSET))).isEqualTo(GOLDEN_UPDATE);
  }

  @Test
  void refusesAnotherVersionAndUnknownTags() {
    Condition condition = new Condition.AttributeExists(Path.ofAttribute("a"));
    int length = ExpressionCodec.encode(condition, buffer, 0);
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
    bytes.putBytes(0, buffer, 0, length);

    bytes.putByte(0, (byte) 9);
    assertThatThrownBy(() -> ExpressionCodec.decodeCondition(bytes, 0, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version");
    bytes.putByte(0, ExpressionFormat.VERSION);
    bytes.putByte(1, (byte) 99);
    assertThatThrownBy(() -> ExpressionCodec.decodeCondition(bytes, 0, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tag=99, offset=1");
  }

  private static Slice assignedConstant(Update update) {
    UpdateAction.Set set = (UpdateAction.Set) update.actions().getFirst();
    return ((Operand.Constant) set.value()).value();
  }

  private String hex(int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(OFFSET, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
