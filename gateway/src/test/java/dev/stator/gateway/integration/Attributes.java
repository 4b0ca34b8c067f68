package dev.stator.gateway.integration;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Short ways to write attribute values and items. */
final class Attributes {
  private Attributes() {}

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue n(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }

  static AttributeValue b(byte... bytes) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
  }

  static AttributeValue ss(String... texts) {
    return AttributeValue.fromSs(List.of(texts));
  }

  static AttributeValue ns(String... numbers) {
    return AttributeValue.fromNs(List.of(numbers));
  }

  static AttributeValue list(AttributeValue... values) {
    return AttributeValue.fromL(List.of(values));
  }

  static AttributeValue map(Map<String, AttributeValue> values) {
    return AttributeValue.fromM(values);
  }

  /** The value of an attribute that an item must have. */
  static AttributeValue value(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + item);
    }
    return value;
  }

  /** The item with one attribute more, or another value of it. */
  static Map<String, AttributeValue> with(
      Map<String, AttributeValue> item, String name, AttributeValue value) {
    Map<String, AttributeValue> changed = new TreeMap<>(item);
    changed.put(name, value);
    return changed;
  }

  /** Those attributes of the item that are named. */
  static Map<String, AttributeValue> only(Map<String, AttributeValue> item, String... names) {
    Map<String, AttributeValue> projected = new TreeMap<>(item);
    projected.keySet().retainAll(List.of(names));
    return projected;
  }
}
