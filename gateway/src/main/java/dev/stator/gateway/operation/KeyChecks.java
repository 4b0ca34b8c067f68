package dev.stator.gateway.operation;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Limits;
import dev.stator.gateway.json.AttributeMap;
import java.util.List;

/** Whether key attributes are there, of the right type, not empty and small enough. */
public final class KeyChecks {
  static final String NO_MATCH = "The provided key element does not match the schema";

  private KeyChecks() {}

  /** Checks a key: exactly the attributes of the schema. */
  static void key(KeySchema schema, AttributeMap key) {
    if (key.count() != schema.hash().size() + schema.range().size()) {
      throw RequestException.validation(NO_MATCH);
    }
    keyOfBatchedItem(schema, key.item());
  }

  /** Checks the key attributes of an item that is put: each fault has its own message. */
  public static void keyOfItem(KeySchema schema, Slice item) {
    List<KeyAttribute> hash = schema.hash();
    for (int i = 0; i < hash.size(); i++) {
      hashSize(item, attributeOfItem(hash.get(i), item));
    }
    List<KeyAttribute> range = schema.range();
    for (int i = 0; i < range.size(); i++) {
      rangeSize(item, attributeOfItem(range.get(i), item));
    }
  }

  /** Checks the key attributes of an item in a batch: missing and mistyped ones are told alike. */
  public static void keyOfBatchedItem(KeySchema schema, Slice item) {
    List<KeyAttribute> hash = schema.hash();
    for (int i = 0; i < hash.size(); i++) {
      hashSize(item, attributeOfKey(hash.get(i), item));
    }
    List<KeyAttribute> range = schema.range();
    for (int i = 0; i < range.size(); i++) {
      rangeSize(item, attributeOfKey(range.get(i), item));
    }
  }

  /** The offset of an attribute's value, -1 when the item lacks it. */
  static int find(KeyAttribute attribute, Slice item) {
    return ItemScanner.find(item.buffer(), item.offset(), item.length(), attribute.name());
  }

  private static int attributeOfItem(KeyAttribute attribute, Slice item) {
    int value = find(attribute, item);
    if (value < 0) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Missing the key "
              + attribute.name()
              + " in the item");
    }
    byte tag = ValueScanner.tag(item.buffer(), value);
    if (tag != attribute.type().tag()) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Type mismatch for key "
              + attribute.name()
              + " expected: "
              + attribute.type()
              + " actual: "
              + AttributeType.ofTag(tag));
    }
    refuseEmpty(attribute, item, value);
    return value;
  }

  /** The offset of the value of an attribute that a key must have. */
  static int attributeOfKey(KeyAttribute attribute, Slice key) {
    int value = find(attribute, key);
    if (value < 0 || ValueScanner.tag(key.buffer(), value) != attribute.type().tag()) {
      throw RequestException.validation(NO_MATCH);
    }
    refuseEmpty(attribute, key, value);
    return value;
  }

  /** Refuses an empty value of a key attribute. */
  public static void refuseEmpty(KeyAttribute attribute, Slice item, int value) {
    if (ValueScanner.payloadLength(item.buffer(), value) == 0) {
      throw RequestException.validation(
          "One or more parameter values are not valid. The AttributeValue for a key attribute"
              + " cannot contain an empty "
              + emptyKind(attribute)
              + " value. Key: "
              + attribute.name());
    }
  }

  static String emptyKind(KeyAttribute attribute) {
    return attribute.type().tag() == ValueDescriptor.BINARY ? "binary" : "string";
  }

  /** Refuses a partition key that is too long. */
  public static void hashSize(Slice item, int value) {
    if (ValueScanner.payloadLength(item.buffer(), value) > Limits.MAX_HASH_KEY_SIZE) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size"
              + " limit of2048 bytes");
    }
  }

  static void rangeSize(Slice item, int value) {
    if (ValueScanner.payloadLength(item.buffer(), value) > Limits.MAX_RANGE_KEY_SIZE) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Aggregated size of all range keys has"
              + " exceeded the size limit of 1024 bytes");
    }
  }
}
