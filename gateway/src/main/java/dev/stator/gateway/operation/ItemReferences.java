package dev.stator.gateway.operation;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.ReferencedPaths;
import dev.stator.core.expression.Update;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.number.DecimalCodec;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which partition keys and attributes a structure of a request names, for conditions of policies.
 * Reads what the operation reads; where that fails, the operation's refusal is thrown.
 */
public final class ItemReferences {
  /** No value of a partition key: that of requests that may meet any. */
  public static final String ANY_KEY = "";

  private static final List<String> MAPS =
      List.of("Expected", "AttributeUpdates", "KeyConditions", "QueryFilter", "ScanFilter");
  private static final List<String> ITEMS = List.of("Key", "Item");

  private ItemReferences() {}

  /** The values of partition keys in the keys and items of a structure. */
  public static List<String> leadingKeys(Structure structure, KeySchema schema) {
    List<String> keys = new ArrayList<>();
    for (AttributeMap item : items(structure)) {
      keys.addAll(leadingKeys(item.item(), schema));
    }
    return keys;
  }

  /** The values of the partition key in an item. */
  public static List<String> leadingKeys(Slice item, KeySchema schema) {
    List<String> keys = new ArrayList<>();
    for (KeyAttribute attribute : schema.hash()) {
      int value = KeyChecks.find(attribute, item);
      if (value >= 0) {
        keys.add(text(new Slice(item.buffer(), value, 0)));
      }
    }
    return keys;
  }

  /** The value of a key attribute as policies write it. */
  public static String text(Slice value) {
    int offset = ValueScanner.payloadOffset(value.buffer(), value.offset());
    int length = ValueScanner.payloadLength(value.buffer(), value.offset());
    byte tag = ValueScanner.tag(value.buffer(), value.offset());
    if (tag == ValueDescriptor.NUMBER) {
      return DecimalCodec.decode(value.buffer(), offset).toPlainString();
    }
    if (tag == ValueDescriptor.STRING) {
      return value.buffer().getStringWithoutLengthUtf8(offset, length);
    }
    byte[] bytes = new byte[length];
    value.buffer().getBytes(offset, bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The attributes that a structure names in items, expressions and older parameters. */
  public static Set<String> attributes(Structure structure) {
    Set<String> names = new LinkedHashSet<>();
    for (AttributeMap item : items(structure)) {
      addNames(item.item(), names);
    }
    for (String member : MAPS) {
      if (has(structure, member)) {
        Map<String, Structure> conditions = structure.structureMap(member);
        names.addAll(conditions == null ? List.of() : conditions.keySet());
      }
    }
    if (has(structure, "AttributesToGet")) {
      List<String> attributes = structure.strings("AttributesToGet");
      names.addAll(attributes == null ? List.of() : attributes);
    }
    addExpressions(structure, names);
    return names;
  }

  /** Adds the names of an item's attributes. */
  public static void addNames(Slice item, Set<String> names) {
    AttributeCursor cursor =
        new AttributeCursor().wrap(item.buffer(), item.offset(), item.length());
    while (cursor.next()) {
      names.add(item.buffer().getStringWithoutLengthUtf8(cursor.nameOffset(), cursor.nameLength()));
    }
  }

  /** Adds the attributes that paths are in. */
  public static void addHeads(List<Path> paths, Set<String> names) {
    for (Path path : paths) {
      names.add(path.head().text());
    }
  }

  /** Whether a read names what it wants of its items. */
  public static boolean isProjected(Structure structure) {
    return has(structure, "ProjectionExpression") || has(structure, "AttributesToGet");
  }

  /** Whether the structure's shape has this member, and the request gives it. */
  public static boolean has(Structure structure, String member) {
    return structure.shape().indexOf(member) >= 0 && structure.has(member);
  }

  private static List<AttributeMap> items(Structure structure) {
    List<AttributeMap> items = new ArrayList<>();
    for (String member : ITEMS) {
      if (has(structure, member)) {
        items.add(RequestChecks.attributes(structure, member));
      }
    }
    if (has(structure, "Keys")) {
      List<AttributeMap> keys = structure.attributesList("Keys");
      for (AttributeMap key : keys == null ? List.<AttributeMap>of() : keys) {
        RequestChecks.refuse(key.problem());
        items.add(key);
      }
    }
    return items;
  }

  private static void addExpressions(Structure structure, Set<String> names) {
    if (structure.shape().indexOf("ExpressionAttributeNames") < 0) {
      return;
    }
    ExpressionParameters expressions = ExpressionParameters.read(structure);
    if (has(structure, "UpdateExpression")) {
      Update update = expressions.update();
      addHeads(update == null ? List.of() : ReferencedPaths.of(update), names);
    }
    if (has(structure, "ConditionExpression")) {
      addHeads(expressions.condition(), names);
    }
    if (has(structure, "KeyConditionExpression")) {
      addHeads(expressions.keyCondition(), names);
    }
    if (has(structure, "FilterExpression")) {
      addHeads(expressions.filter(), names);
    }
    if (has(structure, "ProjectionExpression")) {
      ItemProjection projection = expressions.projection();
      addHeads(projection == null ? List.of() : projection.paths(), names);
    }
  }

  private static void addHeads(@Nullable Condition condition, Set<String> names) {
    addHeads(condition == null ? List.of() : ReferencedPaths.of(condition), names);
  }
}
