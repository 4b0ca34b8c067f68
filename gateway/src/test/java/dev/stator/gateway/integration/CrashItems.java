package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of the crash test's table: random, each with a checksum over its other attributes, and
 * what the indexes of the table must show of them.
 */
final class CrashItems {
  static final String TABLE = "crash";
  static final String BY_OWNER = "by-owner";
  static final String BY_TAG = "by-tag";
  static final String BY_SCORE = "by-score";

  static final String PK = "pk";
  static final String SK = "sk";
  static final String VERSION = "version";
  static final String HITS = "hits";
  private static final String OWNER = "owner";
  private static final String RANK = "rank";
  private static final String TAG = "tag";
  static final String SCORE = "score";
  private static final String CHECKSUM = "checksum";

  private static final int SMALL_BYTES = 600;
  private static final int MEDIUM_BYTES = 8_000;
  private static final int LARGE_BYTES = 300_000;

  private CrashItems() {}

  static NewTable table() {
    return NewTable.named(TABLE, "pk:S", "sk:N")
        .globalIndex(BY_OWNER, NewTable.all(), "owner:S", "rank:N")
        .globalIndex(BY_TAG, NewTable.include(VERSION), "tag:S")
        .localIndex(BY_SCORE, NewTable.all(), "pk:S", "score:N");
  }

  static Map<String, AttributeValue> key(String pk, long sk) {
    return Map.of(PK, s(pk), SK, n(sk));
  }

  static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
    return Attributes.only(item, PK, SK);
  }

  /** An item of this key; any of the index keys may be missing. */
  static Map<String, AttributeValue> random(
      Random random, Map<String, AttributeValue> key, long version) {
    Map<String, AttributeValue> item = new TreeMap<>(key);
    item.put(VERSION, n(version));
    if (random.nextInt(10) < 8) {
      item.put(OWNER, s("owner-" + random.nextInt(5)));
    }
    if (random.nextInt(10) < 9) {
      item.put(RANK, n(random.nextInt(1000) - 500));
    }
    if (random.nextInt(10) < 6) {
      item.put(TAG, s("tag-" + random.nextInt(30)));
    }
    if (random.nextInt(10) < 7) {
      item.put(SCORE, n(random.nextInt(100) + "." + (1 + random.nextInt(9))));
    }
    byte[] payload = new byte[random.nextInt(payloadBound(random))];
    random.nextBytes(payload);
    item.put("payload", AttributeValue.fromB(SdkBytes.fromByteArray(payload)));
    item.put("labels", labels(random));
    item.put("nested", nested(random, version));
    return sealed(item);
  }

  private static int payloadBound(Random random) {
    int kind = random.nextInt(100);
    return kind < 85 ? SMALL_BYTES : kind < 98 ? MEDIUM_BYTES : LARGE_BYTES;
  }

  private static AttributeValue labels(Random random) {
    TreeSet<String> labels = new TreeSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      labels.add("label-" + random.nextInt(100));
    }
    return AttributeValue.fromSs(List.copyOf(labels));
  }

  private static AttributeValue nested(Random random, long version) {
    return Attributes.map(
        Map.of(
            "version",
            n(version),
            "list",
            Attributes.list(s("é" + random.nextInt()), AttributeValue.fromBool(true))));
  }

  /** The item with its checksum. */
  private static Map<String, AttributeValue> sealed(Map<String, AttributeValue> item) {
    item.put(CHECKSUM, n(checksum(item)));
    return item;
  }

  /** Whether all attributes of the item are of one writing. */
  static boolean isWhole(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> others = new TreeMap<>(item);
    AttributeValue checksum = others.remove(CHECKSUM);
    return checksum != null && checksum.equals(n(checksum(others)));
  }

  private static long checksum(Map<String, AttributeValue> item) {
    CRC32C checksum = new CRC32C();
    item.forEach(
        (name, value) -> {
          checksum.update(name.getBytes(UTF_8));
          checksum.update((value.b() == null ? value.toString() : "").getBytes(UTF_8));
          checksum.update(value.b() == null ? new byte[0] : value.b().asByteArrayUnsafe());
        });
    return checksum.getValue();
  }

  /** What an index shows of an item; empty when the item is not in it. */
  static Map<String, AttributeValue> entry(String index, Map<String, AttributeValue> item) {
    return switch (index) {
      case BY_OWNER -> item.containsKey(OWNER) && item.containsKey(RANK) ? item : Map.of();
      case BY_SCORE -> item.containsKey(SCORE) ? item : Map.of();
      case BY_TAG -> item.containsKey(TAG) ? Attributes.only(item, PK, SK, TAG, VERSION) : Map.of();
      default -> throw new IllegalArgumentException(index);
    };
  }

  /** The key of the counter of this number. */
  static Map<String, AttributeValue> counterKey(int number) {
    return key("counter", number);
  }

  /** What a counter has reached. */
  static long hits(Map<String, AttributeValue> item) {
    return Long.parseLong(item.getOrDefault(HITS, n(0)).n());
  }

  /** An update that counts, and moves the counter in every index. */
  static final String COUNT =
      "SET #owner = :owner ADD " + HITS + " :count, #rank :count, " + SCORE + " :count";

  static final Map<String, String> COUNT_NAMES = Map.of("#owner", OWNER, "#rank", RANK);

  static Map<String, AttributeValue> countValues(long count) {
    return Map.of(":count", n(count), ":owner", s("counters"));
  }

  /** What a counter that has reached this looks like. */
  static Map<String, AttributeValue> counter(int number, long hits) {
    Map<String, AttributeValue> item = new TreeMap<>(counterKey(number));
    item.put(HITS, n(hits));
    item.put(RANK, n(hits));
    item.put(SCORE, n(hits));
    item.put(OWNER, s("counters"));
    return item;
  }

  /** The update that turns one item into another of the same key. */
  static ItemChange change(Map<String, AttributeValue> from, Map<String, AttributeValue> to) {
    List<String> set = new ArrayList<>();
    List<String> remove = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    to.forEach(
        (name, value) -> {
          if (!name.equals(PK) && !name.equals(SK) && !value.equals(from.get(name))) {
            set.add("#" + name + " = :" + name);
            names.put("#" + name, name);
            values.put(":" + name, value);
          }
        });
    for (String name : from.keySet()) {
      if (!to.containsKey(name)) {
        remove.add("#" + name);
        names.put("#" + name, name);
      }
    }
    String expression =
        "SET "
            + String.join(", ", set)
            + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove));
    return new ItemChange(expression, names, values);
  }

  /** An update expression with its names and values. */
  record ItemChange(
      String expression, Map<String, String> names, Map<String, AttributeValue> values) {}
}
