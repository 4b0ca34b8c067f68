package dev.stator.core.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.number.AllocationMeter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyCodecTest {
  private static final KeySchema HASH_AND_RANGE =
      new KeySchema(
          List.of(new KeyAttribute("pk", ScalarType.S)),
          List.of(new KeyAttribute("sk", ScalarType.N)));
  private static final KeySchema FOUR_AND_FOUR =
      new KeySchema(
          List.of(
              new KeyAttribute("h1", ScalarType.S),
              new KeyAttribute("h2", ScalarType.N),
              new KeyAttribute("h3", ScalarType.B),
              new KeyAttribute("h4", ScalarType.S)),
          List.of(
              new KeyAttribute("r1", ScalarType.B),
              new KeyAttribute("r2", ScalarType.S),
              new KeyAttribute("r3", ScalarType.N),
              new KeyAttribute("r4", ScalarType.S)));

  private final ExpandableArrayBuffer item = new ExpandableArrayBuffer();
  private final ItemWriter writer = new ItemWriter();
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyCodec.MAX_KEY_LENGTH]);

  @Test
  void writesTheBytesOfTheDescription() {
    assertThat(hex(component("ab"))).isEqualTo("61620000");
    assertThat(hex(component(""))).isEqualTo("0000");
    assertThat(hex(component("a\u0000b\u0000"))).isEqualTo("6100ff6200ff0000");
    assertThat(hex(component(new BigDecimal("12")))).isEqualTo("02830d00");
    assertThat(hex(component(ByteBuffer.wrap(new byte[] {0, 0, -1, 1}))))
        .isEqualTo("00ff00ffff010000");
  }

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void sortsComponentsLikeTheService(ScalarType type) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 8_000; i++) {
      Object a = anyScalar(type, random);
      Object b = anyScalar(type, random);
      byte[] x = component(a);
      byte[] y = component(b);

      assertThat(Integer.signum(Arrays.compareUnsigned(x, y)))
          .as("%s and %s, seed %d", a, b, seed)
          .isEqualTo(Integer.signum(order(a, b)));
    }
  }

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void showsTheEndOfEveryComponent(ScalarType type) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 8_000; i++) {
      byte[] component = component(anyScalar(type, random));
      byte[] followed = Arrays.copyOf(component, component.length + random.nextInt(12));
      Arrays.fill(followed, component.length, followed.length, (byte) (random.nextInt(3) - 1));
      byte[] shifted = new byte[followed.length + 3];
      System.arraycopy(followed, 0, shifted, 3, followed.length);

      assertThat(KeyCodec.componentLength(new UnsafeBuffer(shifted), type, 3))
          .as("%s, seed %d", hex(component), seed)
          .isEqualTo(component.length);
    }
  }

  @Test
  void sortsKeysOfOneHashByTheirRangesFromLeftToRight() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 8_000; i++) {
      Map<String, Object> a = fourAndFour(random);
      Map<String, Object> b = fourAndFour(random);
      byte[] x = key(FOUR_AND_FOUR, a);
      byte[] y = key(FOUR_AND_FOUR, b);

      String as = a + " and " + b + ", seed " + seed;
      int hashes = order(List.of("h1", "h2", "h3", "h4"), a, b);
      int ranges = order(List.of("r1", "r2", "r3", "r4"), a, b);
      assertThat(Arrays.equals(x, y)).as(as).isEqualTo(hashes == 0 && ranges == 0);
      if (hashes == 0) {
        int prefix = hashKey(FOUR_AND_FOUR, a).length;
        assertThat(Arrays.mismatch(x, y))
            .as(as)
            .satisfiesAnyOf(
                m -> assertThat(m).isEqualTo(-1),
                m -> assertThat(m).isGreaterThanOrEqualTo(prefix));
        assertThat(Integer.signum(Arrays.compareUnsigned(x, y))).as(as).isEqualTo(ranges);
      } else {
        byte[] prefix = hashKey(FOUR_AND_FOUR, a);
        assertThat(Arrays.mismatch(prefix, y)).as(as).isLessThan(prefix.length);
      }
    }
  }

  @Test
  void keepsOneHashKeyTogetherAmongAll() {
    byte[][] keys = new byte[2_000][];
    Random random = new Random(1);
    for (int i = 0; i < keys.length; i++) {
      String hash = "a\u0000b".substring(0, random.nextInt(4)) + random.nextInt(3);
      keys[i] = key(HASH_AND_RANGE, Map.of("pk", hash, "sk", BigDecimal.valueOf(random.nextInt())));
    }
    Arrays.sort(keys, Arrays::compareUnsigned);

    int changes = 0;
    for (int i = 1; i < keys.length; i++) {
      int hashLength = hashLength(keys[i]);
      if (hashLength(keys[i - 1]) != hashLength
          || Arrays.mismatch(keys[i - 1], 0, hashLength, keys[i], 0, hashLength) >= 0) {
        changes++;
      }
    }

    assertThat(changes).isEqualTo(4 * 3 - 1);
  }

  @Test
  void beginsWithTheHashOfTheHashComponents() {
    byte[] prefix = hashKey(HASH_AND_RANGE, Map.of("pk", "ab", "other", "x"));
    byte[] whole = key(HASH_AND_RANGE, Map.of("sk", BigDecimal.ONE, "pk", "ab"));

    UnsafeBuffer component = new UnsafeBuffer(component("ab"));
    long hash = KeyHash.hash(component, 0, component.capacity());
    assertThat(hex(prefix)).isEqualTo("%016x".formatted(hash) + "61620000");
    assertThat(hex(whole)).isEqualTo(hex(prefix) + hex(component(BigDecimal.ONE)));
  }

  @Test
  void refusesMissingAttributesAndOtherTypes() {
    assertThat(keyLength(HASH_AND_RANGE, Map.of("pk", "a"))).isEqualTo(-1);
    assertThat(keyLength(HASH_AND_RANGE, Map.of("sk", BigDecimal.ONE))).isEqualTo(-1);
    assertThat(keyLength(HASH_AND_RANGE, Map.of("pk", "a", "sk", "1"))).isEqualTo(-1);
    assertThat(
            keyLength(HASH_AND_RANGE, Map.of("pk", ByteBuffer.allocate(1), "sk", BigDecimal.ONE)))
        .isEqualTo(-1);
    assertThat(keyLength(HASH_AND_RANGE, Map.of("pk", List.of("a"), "sk", BigDecimal.ONE)))
        .isEqualTo(-1);
    assertThat(keyLength(HASH_AND_RANGE, Map.of())).isEqualTo(-1);
  }

  @Test
  void findsKeyAttributesWhateverTheirLetters() {
    KeySchema schema = new KeySchema(List.of(new KeyAttribute("clé😀", ScalarType.S)), List.of());

    assertThat(keyLength(schema, Map.of("cle", "x", "clé😀", "y")))
        .isEqualTo(KeyCodec.HASH_LENGTH + 3);
  }

  @Test
  void namesTheLongestKeys() {
    ByteBuffer hash = ByteBuffer.allocate(KeyCodec.MAX_HASH_VALUE_LENGTH);
    ByteBuffer range = ByteBuffer.allocate(KeyCodec.MAX_RANGE_VALUE_LENGTH);
    KeySchema table =
        new KeySchema(
            List.of(new KeyAttribute("h", ScalarType.B)),
            List.of(new KeyAttribute("r", ScalarType.B)));

    assertThat(keyLength(table, Map.of("h", hash, "r", range)))
        .isEqualTo(KeyCodec.MAX_TABLE_KEY_LENGTH)
        .isLessThan(KeyCodec.MAX_KEY_LENGTH);
  }

  @Test
  void allocatesNothing() {
    int length = write(Map.of("pk", "some\u0000key", "sk", new BigDecimal("12.5"), "x", "y"));

    long bytes =
        AllocationMeter.bytesAllocatedBy(
            () -> {
              KeyCodec.encode(HASH_AND_RANGE, item, 0, length, key, 0);
              KeyCodec.componentLength(key, ScalarType.S, KeyCodec.HASH_LENGTH);
            });

    assertThat(bytes).isZero();
  }

  private static Map<String, Object> fourAndFour(Random random) {
    return Map.of(
        "h1", few(ScalarType.S, random),
        "h2", few(ScalarType.N, random),
        "h3", ByteBuffer.allocate(1),
        "h4", "",
        "r1", few(ScalarType.B, random),
        "r2", few(ScalarType.S, random),
        "r3", few(ScalarType.N, random),
        "r4", few(ScalarType.S, random));
  }

  /** One of the few values that would run into each other if ends were not marked. */
  private static Object few(ScalarType type, Random random) {
    int index = random.nextInt(4);
    return switch (type) {
      case S -> List.of("", "\u0000", "a", "a\u0000").get(index);
      case N -> BigDecimal.valueOf(List.of(0, 1, -1, 101).get(index));
      case B ->
          ByteBuffer.wrap(
              List.of("", "\u0000", "\u0000\u0000", "\u0001").get(index).getBytes(UTF_8));
    };
  }

  private static Object anyScalar(ScalarType type, Random random) {
    return switch (type) {
      case S -> JavaValues.anyString(random);
      case N -> JavaValues.anyNumber(random);
      case B -> JavaValues.anyBinary(random);
    };
  }

  private static int order(List<String> names, Map<String, Object> a, Map<String, Object> b) {
    return names.stream()
        .map(name -> Integer.signum(order(a.getOrDefault(name, ""), b.getOrDefault(name, ""))))
        .filter(order -> order != 0)
        .findFirst()
        .orElse(0);
  }

  /** The order of DynamoDB; code point order is the order of UTF-8. */
  private static int order(Object a, Object b) {
    return switch (a) {
      case String text ->
          Arrays.compare(text.codePoints().toArray(), ((String) b).codePoints().toArray());
      case BigDecimal number -> number.compareTo((BigDecimal) b);
      default -> compareUnsigned((ByteBuffer) a, (ByteBuffer) b);
    };
  }

  private static int compareUnsigned(ByteBuffer a, ByteBuffer b) {
    byte[] x = new byte[a.capacity()];
    byte[] y = new byte[b.capacity()];
    a.get(0, x);
    b.get(0, y);
    return Arrays.compareUnsigned(x, y);
  }

  private byte[] component(Object value) {
    writer.wrap(item, 3);
    JavaValues.write(writer, value);
    return bytes(2, KeyCodec.component(item, 3, key, 2));
  }

  private int write(Map<String, Object> attributes) {
    writer.wrap(item, 0);
    JavaValues.writeAttributes(writer, attributes);
    return writer.position();
  }

  private int keyLength(KeySchema schema, Map<String, Object> attributes) {
    return KeyCodec.encode(schema, item, 0, write(attributes), key, 0);
  }

  private byte[] key(KeySchema schema, Map<String, Object> attributes) {
    return bytes(1, KeyCodec.encode(schema, item, 0, write(attributes), key, 1));
  }

  private byte[] hashKey(KeySchema schema, Map<String, Object> attributes) {
    return bytes(1, KeyCodec.encodeHash(schema, item, 0, write(attributes), key, 1));
  }

  private static int hashLength(byte[] bytes) {
    return KeyCodec.HASH_LENGTH
        + KeyCodec.componentLength(new UnsafeBuffer(bytes), ScalarType.S, KeyCodec.HASH_LENGTH);
  }

  private byte[] bytes(int offset, int length) {
    byte[] bytes = new byte[length];
    key.getBytes(offset, bytes);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
