package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.RangeTest;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.partition.Bounds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Ranges of encoded keys against a filter over the values themselves. */
class KeyBoundsTest {
  private static final int SCHEMAS = 300;
  private static final int ITEMS = 80;
  private static final int CONDITIONS = 60;
  private static final byte[] HOSTILE = {0, 0, 1, 'a', (byte) 0xFE, (byte) 0xFF, (byte) 0xFF};
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "9",
    "10",
    "-10",
    "99",
    "100",
    "1.5",
    "-1.5",
    "-99.99",
    "1e-130",
    "-1e-130",
    "9.9999999999999999999999999999999999999e125",
    "-9.9999999999999999999999999999999999999e125"
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final KeyBounds bounds = new KeyBounds();

  /** The values of the key attributes of an item, in the order of the schema, and its key. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Item(List<Object> values, byte[] key) {}

  @Test
  void selectWhatAFilterOverTheValuesSelects() {
    for (int i = 0; i < SCHEMAS; i++) {
      KeySchema schema = schema();
      List<Item> items = new ArrayList<>();
      for (int j = 0; j < ITEMS; j++) {
        items.add(item(schema, items));
      }
      for (int j = 0; j < CONDITIONS; j++) {
        check(schema, items);
      }
    }
  }

  private void check(KeySchema schema, List<Item> items) {
    List<Object> like = items.get(random.nextInt(items.size())).values;
    int hash = schema.hash().size();
    int equals = random.nextInt(schema.range().size() + 1);
    List<Object> prefix = like.subList(0, hash + equals);
    RangeTest.Operator operator = null;
    Object low = 0;
    Object high = 0;
    if (equals < schema.range().size() && random.nextInt(5) > 0) {
      ScalarType type = schema.range().get(equals).type();
      operator = operator(type);
      low = random.nextBoolean() ? like.get(hash + equals) : value(type);
      high = value(type);
    }
    KeyCondition condition =
        new KeyCondition(
            prefix.subList(0, hash).stream().map(KeyBoundsTest::encode).toList(),
            prefix.subList(hash, hash + equals).stream().map(KeyBoundsTest::encode).toList(),
            operator == null
                ? null
                : new RangeTest(
                    operator,
                    encode(low),
                    operator == RangeTest.Operator.BETWEEN ? encode(high) : null));

    Bounds range = bounds.of(condition, null);

    for (Item item : items) {
      boolean expected =
          startsWith(item.values, prefix)
              && (operator == null || test(operator, item.values.get(prefix.size()), low, high));
      assertThat(contains(range, item.key))
          .as("seed %d: %s %s %s %s of %s", seed, prefix, operator, low, high, item.values)
          .isEqualTo(expected);
    }
  }

  private RangeTest.Operator operator(ScalarType type) {
    RangeTest.Operator[] all = RangeTest.Operator.values();
    RangeTest.Operator operator = all[random.nextInt(all.length)];
    return operator == RangeTest.Operator.BEGINS_WITH && type == ScalarType.N
        ? RangeTest.Operator.LE
        : operator;
  }

  private static boolean startsWith(List<Object> values, List<Object> prefix) {
    for (int i = 0; i < prefix.size(); i++) {
      if (compare(values.get(i), prefix.get(i)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean test(RangeTest.Operator operator, Object value, Object low, Object high) {
    return switch (operator) {
      case LT -> compare(value, low) < 0;
      case LE -> compare(value, low) <= 0;
      case GT -> compare(value, low) > 0;
      case GE -> compare(value, low) >= 0;
      case BETWEEN -> compare(value, low) >= 0 && compare(value, high) <= 0;
      case BEGINS_WITH -> {
        byte[] bytes = (byte[]) value;
        byte[] start = (byte[]) low;
        yield bytes.length >= start.length
            && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
      }
    };
  }

  /** Numbers by value, the bytes of strings and binaries unsigned. */
  private static int compare(Object left, Object right) {
    return left instanceof BigDecimal number
        ? number.compareTo((BigDecimal) right)
        : Arrays.compareUnsigned((byte[]) left, (byte[]) right);
  }

  private static boolean contains(Bounds range, byte[] key) {
    byte[] lower = range.lower();
    byte[] upper = range.upper();
    return (lower == null || Arrays.compareUnsigned(key, lower) >= 0)
        && (upper == null || Arrays.compareUnsigned(key, upper) < 0);
  }

  private KeySchema schema() {
    List<KeyAttribute> hash = new ArrayList<>();
    List<KeyAttribute> range = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      hash.add(new KeyAttribute("h" + i, type()));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      range.add(new KeyAttribute("r" + i, type()));
    }
    return new KeySchema(hash, range);
  }

  private ScalarType type() {
    List<ScalarType> types = List.of(ScalarType.values());
    return types.get(random.nextInt(types.size()));
  }

  /** A new item, most of whose attributes are those of an item before. */
  private Item item(KeySchema schema, List<Item> before) {
    List<Object> values = new ArrayList<>();
    List<KeyAttribute> attributes = new ArrayList<>(schema.hash());
    attributes.addAll(schema.range());
    List<Object> like = before.isEmpty() ? null : before.get(random.nextInt(before.size())).values;
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    for (int i = 0; i < attributes.size(); i++) {
      Object value =
          like == null || random.nextInt(3) == 0 ? value(attributes.get(i).type()) : like.get(i);
      values.add(value);
      writer.name(attributes.get(i).name());
      write(writer, attributes.get(i).type(), value);
    }
    ExpandableArrayBuffer key = new ExpandableArrayBuffer();
    byte[] bytes = new byte[KeyCodec.encode(schema, buffer, 0, writer.position(), key, 0)];
    key.getBytes(0, bytes);
    return new Item(values, bytes);
  }

  private Object value(ScalarType type) {
    if (type == ScalarType.N) {
      return new BigDecimal(NUMBERS[random.nextInt(NUMBERS.length)]);
    }
    byte[] bytes = new byte[1 + random.nextInt(4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = HOSTILE[random.nextInt(HOSTILE.length)];
    }
    return bytes;
  }

  private static void write(ItemWriter writer, ScalarType type, Object value) {
    switch (type) {
      case N -> writer.number((BigDecimal) value);
      case B -> writer.binary((byte[]) value, 0, ((byte[]) value).length);
      case S -> writer.string(new UnsafeBuffer((byte[]) value), 0, ((byte[]) value).length);
    }
  }

  /** A number or a binary: strings are encoded by their bytes just as binaries are. */
  private static Slice encode(Object value) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("x");
    write(writer, value instanceof BigDecimal ? ScalarType.N : ScalarType.B, value);
    int offset = ItemScanner.find(buffer, 0, writer.position(), "x");
    return new Slice(buffer, offset, ValueScanner.length(buffer, offset));
  }
}
