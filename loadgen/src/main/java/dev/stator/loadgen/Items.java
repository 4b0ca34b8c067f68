package dev.stator.loadgen;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The request bodies for a table of items with a string key {@code pk} and a string {@code data},
 * which are together as long as DynamoDB counts: names and values in UTF-8.
 */
final class Items {
  static final String KEY_NAME = "pk";
  static final String DATA_NAME = "data";
  private static final int KEY_DIGITS = 12;
  private static final String KEY_PREFIX = "item";

  /** The smallest item: names and key, and one byte of data. */
  static final int MIN_SIZE =
      KEY_NAME.length() + KEY_PREFIX.length() + KEY_DIGITS + DATA_NAME.length() + 1;

  static final int MAX_SIZE = 400 * 1024;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";

  /** Items begin at different places of the noise, so that no two near each other are the same. */
  private static final int NOISE_SHIFTS = 4096;

  private static final byte[] GET_TAIL = ascii("\"}}}");
  private static final byte[] DATA_START = ascii("\"},\"" + DATA_NAME + "\":{\"S\":\"");
  private static final byte[] PUT_TAIL = ascii("\"}}}");

  private final byte[] getHead;
  private final byte[] putHead;
  private final byte[] noise;
  private final int dataLength;

  Items(String table, int itemSize, boolean consistentRead, long seed) {
    String tableField = "{\"TableName\":\"" + table + "\",";
    String keyStart = "{\"" + KEY_NAME + "\":{\"S\":\"" + KEY_PREFIX;
    String consistent = consistentRead ? "\"ConsistentRead\":true," : "";
    this.getHead = ascii(tableField + consistent + "\"Key\":" + keyStart);
    this.putHead = ascii(tableField + "\"Item\":" + keyStart);
    this.dataLength = itemSize - MIN_SIZE + 1;
    this.noise = noise(dataLength + NOISE_SHIFTS, new Random(seed));
  }

  Buffer body(Operation operation, long number) {
    return switch (operation) {
      case GET_ITEM ->
          appendKey(Buffer.buffer(getHead.length + 32), getHead, number).appendBytes(GET_TAIL);
      case PUT_ITEM ->
          appendKey(Buffer.buffer(putHead.length + dataLength + 64), putHead, number)
              .appendBytes(DATA_START)
              .appendBytes(noise, (int) (number % NOISE_SHIFTS), dataLength)
              .appendBytes(PUT_TAIL);
    };
  }

  /** Whether the answer to the request is what must come when the item is there. */
  boolean isAnswer(Operation operation, Buffer answer) {
    return operation != Operation.GET_ITEM || answer.length() > dataLength;
  }

  private static Buffer appendKey(Buffer body, byte[] head, long number) {
    byte[] digits = new byte[KEY_DIGITS];
    long rest = number;
    for (int i = KEY_DIGITS - 1; i >= 0; i--) {
      digits[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return body.appendBytes(head).appendBytes(digits);
  }

  private static byte[] noise(int length, Random random) {
    byte[] noise = new byte[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return noise;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
