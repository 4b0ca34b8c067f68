package dev.stator.gateway.operation;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.RangeTest;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.worker.HashRange;
import dev.stator.gateway.json.AttributeMap;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/** Whether a page can start at the key a client gives: its shape, and its place. */
final class StartKeyChecks {
  private static final String INVALID = "The provided starting key is invalid";

  private StartKeyChecks() {}

  /** Checks the hash attributes of what a Query reads; then come its conditions. */
  static void hashForQuery(PageSource source, AttributeMap startKey) {
    if (startKey.count() != source.startKeySize()) {
      throw RequestException.validation(INVALID);
    }
    for (KeyAttribute attribute : source.keys().hash()) {
      hash(attribute, startKey.item());
    }
  }

  /** Checks the range attributes of what a Query reads; {@link #tableKey} comes later. */
  static void rangeForQuery(PageSource source, AttributeMap startKey) {
    for (KeyAttribute attribute : source.keys().range()) {
      range(attribute, startKey.item());
    }
  }

  /** Checks the attributes of what a Scan reads; {@link #tableKey} comes later. */
  static void keyForScan(PageSource source, AttributeMap startKey) {
    boolean isTable = source.kind() == PageSource.Kind.TABLE;
    if (startKey.count() != source.startKeySize()) {
      throw RequestException.validation(isTable ? INVALID + ": " + KeyChecks.NO_MATCH : INVALID);
    }
    if (!isTable) {
      for (KeyAttribute attribute : source.keys().hash()) {
        hash(attribute, startKey.item());
      }
      rangeForQuery(source, startKey);
    }
  }

  /** Checks the attributes of the table's key. */
  static void tableKey(KeySchema table, AttributeMap startKey) {
    try {
      KeyChecks.keyOfBatchedItem(table, startKey.item());
    } catch (RequestException refusal) {
      throw RequestException.validation(INVALID + ": " + refusal.getMessage());
    }
  }

  /** Checks that the key lies in the range of a Query. */
  static void withinQuery(PageSource source, KeyCondition condition, AttributeMap startKey) {
    Slice key = startKey.item();
    KeySchema schema = source.keys();
    if (!matchesRange(schema, condition, key)) {
      throw RequestException.validation(
          "The provided starting key does not match the range key predicate");
    }
    boolean samePartition = equal(schema.hash(), condition.hashValues(), key);
    boolean rangeTested = !condition.rangeEquals().isEmpty() || condition.rangeTest() != null;
    if (isOneRow(source, condition) || (rangeTested && !samePartition)) {
      throw RequestException.validation(
          "The query can return at most one row and cannot be restarted");
    }
    if (!samePartition) {
      throw RequestException.validation(
          "The provided starting key is outside query boundaries based on provided conditions");
    }
  }

  /** Whether the condition gives a whole key: such a query has one page and no way to go on. */
  static boolean isOneRow(PageSource source, KeyCondition condition) {
    int rangeKeys = source.keys().range().size();
    return source.kind() == PageSource.Kind.TABLE
        && rangeKeys > 0
        && condition.rangeEquals().size() == rangeKeys;
  }

  /** Checks that the key lies in the segment of a Scan. */
  static void withinSegment(
      PageSource source, int segment, int totalSegments, AttributeMap startKey) {
    Slice key = startKey.item();
    ExpandableArrayBuffer encoded = new ExpandableArrayBuffer(64);
    KeyCodec.encodeHash(source.keys(), key.buffer(), key.offset(), key.length(), encoded, 0);
    long hash = encoded.getLong(0, ByteOrder.BIG_ENDIAN);
    if (HashRange.indexOf(hash, totalSegments) != segment) {
      throw RequestException.validation(
          INVALID
              + ": Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment."
              + " TotalSegments: "
              + totalSegments
              + " Segment: "
              + segment);
    }
  }

  private static void hash(KeyAttribute attribute, Slice key) {
    KeyChecks.hashSize(key, present(attribute, key));
  }

  private static void range(KeyAttribute attribute, Slice key) {
    KeyChecks.rangeSize(key, present(attribute, key));
  }

  private static int present(KeyAttribute attribute, Slice key) {
    if (KeyChecks.find(attribute, key) < 0) {
      throw RequestException.validation(INVALID);
    }
    return KeyChecks.attributeOfKey(attribute, key);
  }

  private static boolean matchesRange(KeySchema schema, KeyCondition condition, Slice key) {
    List<Slice> equals = condition.rangeEquals();
    if (!equal(schema.range().subList(0, equals.size()), equals, key)) {
      return false;
    }
    RangeTest test = condition.rangeTest();
    return test == null
        || matches(test, key, KeyChecks.find(schema.range().get(equals.size()), key));
  }

  private static boolean equal(List<KeyAttribute> attributes, List<Slice> values, Slice key) {
    for (int i = 0; i < attributes.size(); i++) {
      int value = KeyChecks.find(attributes.get(i), key);
      Slice other = values.get(i);
      if (!ValueScanner.equal(key.buffer(), value, other.buffer(), other.offset())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(RangeTest test, Slice key, int value) {
    Slice low = test.low();
    int order = ValueScanner.compare(key.buffer(), value, low.buffer(), low.offset());
    Slice high = test.high();
    return switch (test.operator()) {
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
      case BETWEEN ->
          order >= 0
              && high != null
              && ValueScanner.compare(key.buffer(), value, high.buffer(), high.offset()) <= 0;
      case BEGINS_WITH -> beginsWith(key, value, low);
    };
  }

  private static boolean beginsWith(Slice key, int value, Slice prefix) {
    int length = ValueScanner.payloadLength(prefix.buffer(), prefix.offset());
    if (ValueScanner.payloadLength(key.buffer(), value) < length) {
      return false;
    }
    int payload = ValueScanner.payloadOffset(key.buffer(), value);
    int prefixPayload = ValueScanner.payloadOffset(prefix.buffer(), prefix.offset());
    for (int i = 0; i < length; i++) {
      if (key.buffer().getByte(payload + i) != prefix.buffer().getByte(prefixPayload + i)) {
        return false;
      }
    }
    return true;
  }
}
