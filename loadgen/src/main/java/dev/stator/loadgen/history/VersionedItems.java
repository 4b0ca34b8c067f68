package dev.stator.loadgen.history;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.workload.BodyWriter;
import dev.stator.loadgen.workload.Items;
import dev.stator.loadgen.workload.SizeDistribution;
import dev.stator.loadgen.workload.TableLayout;
import java.util.Arrays;

/** Items with a number {@code ver}, and a text that follows from it. For one thread. */
final class VersionedItems {
  private static final byte[] VERSION = ascii("\"ver\":{\"N\":\"");
  private static final byte[] DATA = ascii("\"data0\":{\"S\":\"");

  private final Items items;
  private final byte[] putStart;
  private final byte[] getStart;
  private final BodyWriter expected = new BodyWriter();

  VersionedItems(String table, int itemSize, long seed) {
    this.items = new Items(layout(table, itemSize), seed);
    this.putStart =
        ascii("{\"TableName\":\"" + table + "\",\"ReturnValues\":\"ALL_OLD\",\"Item\":");
    this.getStart = ascii("{\"TableName\":\"" + table + "\",\"ConsistentRead\":true,\"Key\":");
  }

  private static TableLayout layout(String table, int itemSize) {
    return new TableLayout(table, 1, false, false, 1, new SizeDistribution.Fixed(itemSize));
  }

  /**
   * A put that holds only when nothing newer is there: an old one that comes late changes nothing.
   */
  void put(BodyWriter body, int key, long version) {
    body.reset().raw(putStart);
    items.itemStart(body, key, (int) version);
    body.raw(ascii(",")).raw(VERSION).number(version).raw(ascii("\"}}"));
    body.raw(
        ascii(
            ",\"ConditionExpression\":\"attribute_not_exists(ver) OR ver < :v\","
                + "\"ExpressionAttributeValues\":{\":v\":{\"N\":\""));
    body.number(version).raw(ascii("\"}}}"));
  }

  void get(BodyWriter body, int key) {
    body.reset().raw(getStart);
    items.key(body, key);
    body.raw(ascii("}"));
  }

  /** The version in an answer; 0 when there is no item. */
  static long version(Answer answer) {
    int at = answer.indexOf(VERSION, answer.offset());
    if (at < 0) {
      return 0;
    }
    long version = 0;
    byte[] bytes = answer.bytes();
    for (int i = at + VERSION.length; Character.isDigit(bytes[i]); i++) {
      version = 10 * version + bytes[i] - '0';
    }
    return version;
  }

  /** Whether the answer holds the text that follows from the version. */
  boolean isWhole(Answer answer, int key, long version) {
    items.itemStart(expected.reset(), key, (int) version);
    int mark = answer.indexOf(DATA, answer.offset());
    Answer own = new Answer().wrap(200, expected.bytes(), 0, expected.length());
    int ownMark = own.indexOf(DATA, 0);
    int length = expected.length() - ownMark;
    return mark >= 0
        && mark + length <= answer.offset() + answer.length()
        && Arrays.equals(
            answer.bytes(), mark, mark + length, expected.bytes(), ownMark, ownMark + length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
