package dev.stator.loadgen.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stator.loadgen.http.Answer;
import java.util.SplittableRandom;

/**
 * The items of a table: writes them as DynamoDB JSON and checks them in answers. What an item holds
 * follows from its number, the seed and a version. For one thread; allocates nothing.
 */
public final class Items {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
  private static final int NOISE_LENGTH = 1 << 17;

  private static final byte[] PK = ascii("\"pk\":{\"S\":\"user");
  private static final byte[] SK = ascii(",\"sk\":{\"N\":\"");
  private static final byte[] G = ascii(",\"g\":{\"S\":\"g");
  private static final byte[] L = ascii(",\"l\":{\"N\":\"");
  private static final byte[] END = ascii("\"}");
  private static final byte[] OPEN = ascii("{");
  private static final byte[] CLOSE = ascii("}");

  /** Of an item with its checksum and one more byte in each field. */
  private static final int MIN_FIELD = Checksum.HEX_LENGTH + 1;

  private final TableLayout layout;
  private final byte[] noise;
  private final byte[][] fieldStarts;
  private final byte[][] fieldMarks;
  private final Checksum checksum = new Checksum();
  private final int overhead;

  public Items(TableLayout layout, long seed) {
    this.layout = layout;
    this.noise = noise(new SplittableRandom(seed));
    this.fieldStarts = new byte[layout.fields()][];
    this.fieldMarks = new byte[layout.fields()][];
    int names = 0;
    for (int field = 0; field < layout.fields(); field++) {
      String name = "data" + field;
      fieldStarts[field] = ascii(",\"" + name + "\":{\"S\":\"");
      fieldMarks[field] = ascii("\"" + name + "\":{\"S\":\"");
      names += name.length();
    }
    this.overhead = names + keySize(layout);
  }

  /** What the keys of an item count; numbers as one byte and one for each two digits. */
  private static int keySize(TableLayout layout) {
    int text = 4 + BodyWriter.KEY_DIGITS;
    return 2
        + text
        + (layout.hasSortKey() ? 2 + 3 : 0)
        + (layout.globalIndex() ? 1 + 1 + BodyWriter.KEY_DIGITS : 0)
        + (layout.localIndex() ? 1 + 3 : 0);
  }

  /** The smallest item there can be, in bytes. */
  public int minSize() {
    return overhead + layout.fields() * MIN_FIELD;
  }

  /** The size of an item in bytes. */
  public int size(long number) {
    return layout.sizes().of(number, minSize());
  }

  /** Writes the key alone: {@code {"pk":...}}. */
  public void key(BodyWriter body, long number) {
    body.raw(OPEN);
    keyAttributes(body, number);
    body.raw(CLOSE);
  }

  /** Writes the whole item. */
  void item(BodyWriter body, long number, int version) {
    itemStart(body, number, version);
    body.raw(CLOSE);
  }

  /** Writes the item up to where more attributes can follow. */
  public void itemStart(BodyWriter body, long number, int version) {
    body.raw(OPEN);
    keyAttributes(body, number);
    if (layout.globalIndex()) {
      body.raw(G).paddedNumber(globalKey(number)).raw(END);
    }
    if (layout.localIndex()) {
      body.raw(L).number(localKey(number)).raw(END);
    }
    int size = size(number);
    for (int field = 0; field < layout.fields(); field++) {
      body.raw(fieldStarts[field]);
      fieldText(body, number, field, fieldLength(size, field), version);
      body.raw(END);
    }
  }

  /** Writes the text of a field of an item, its checksum in front. */
  void fieldText(BodyWriter body, long number, int field, int length, int version) {
    int rest = length - Checksum.HEX_LENGTH;
    int shift = Math.floorMod(version * 31 + (int) number * 7 + field, NOISE_LENGTH);
    body.hex(checksum.of(number, field, noise, shift, rest)).raw(noise, shift, rest);
  }

  int fieldLength(int size, int field) {
    int all = size - overhead;
    return field == 0 ? all - all / layout.fields() * (layout.fields() - 1) : all / layout.fields();
  }

  long partitionKey(long number) {
    return number / layout.group();
  }

  long sortKey(long number) {
    return number % layout.group();
  }

  long globalKey(long number) {
    return number / TableLayout.GLOBAL_GROUP;
  }

  long localKey(long number) {
    return layout.group() - 1 - sortKey(number);
  }

  private void keyAttributes(BodyWriter body, long number) {
    body.raw(PK).paddedNumber(partitionKey(number)).raw(END);
    if (layout.hasSortKey()) {
      body.raw(SK).number(sortKey(number)).raw(END);
    }
  }

  /** Whether an answer holds all fields of an item, and whole. */
  public boolean isWhole(Answer answer, long number) {
    byte[] bytes = answer.bytes();
    int end = answer.offset() + answer.length();
    for (int field = 0; field < layout.fields(); field++) {
      int mark = answer.indexOf(fieldMarks[field], answer.offset());
      if (mark < 0) {
        return false;
      }
      int start = mark + fieldMarks[field].length;
      int close = start;
      while (close < end && bytes[close] != '"') {
        close++;
      }
      if (!checksum.matches(number, field, bytes, start, close - start)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[NOISE_LENGTH + SizeDistribution.MAX];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return noise;
  }

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
