package dev.stator.gateway.model;

import dev.stator.gateway.model.SmithyReader.RawMember;
import dev.stator.gateway.model.SmithyReader.RawShape;
import dev.stator.gateway.model.TableNameShape.Absence;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the service does or says something else than its published model. Sources: (C) the public
 * conformance suite's messages recorded against the service, (D) the tests of dynalite, recorded
 * likewise, (E) ScyllaDB's test_import.py and test_export.py, checked against the service, (F) our
 * collection of facts drawn from both and the developer guide, (G) the API reference, where it is
 * newer than the model. Members are "Structure.Member".
 */
final class ServiceDifferences {
  /** The table names of these operations' inputs are told as "Value null at 'tableName'" (C, D). */
  private static final Set<String> VALUE_NULL_TABLE_NAMES =
      Set.of(
          "PutItemInput",
          "GetItemInput",
          "UpdateItemInput",
          "DeleteItemInput",
          "QueryInput",
          "ScanInput");

  /** Values of enums in the order in which messages list them. */
  private static final Map<String, List<String>> ENUM_ORDERS =
      Map.ofEntries(
          // C: CreateTable, invalid AttributeType
          Map.entry("ScalarAttributeType", List.of("B", "N", "S")),
          // C: Query, invalid Select
          Map.entry(
              "Select",
              List.of(
                  "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")),
          // E: test_export_table_empty_format
          Map.entry("ExportFormat", List.of("ION", "DYNAMODB_JSON")),
          // F, D: createTable
          Map.entry("ProjectionType", List.of("ALL", "INCLUDE", "KEYS_ONLY")),
          // F, D: putItem, updateItem, deleteItem
          Map.entry(
              "ReturnValue", List.of("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")),
          // D: query, scan
          Map.entry("ConditionalOperator", List.of("OR", "AND")),
          // D: query, scan
          Map.entry(
              "ComparisonOperator",
              List.of(
                  "IN",
                  "NULL",
                  "BETWEEN",
                  "LT",
                  "NOT_CONTAINS",
                  "EQ",
                  "GT",
                  "NOT_NULL",
                  "NE",
                  "LE",
                  "BEGINS_WITH",
                  "GE",
                  "CONTAINS")));

  /** Members the service wants although the model does not say so. */
  private static final Set<String> REQUIRED =
      Set.of(
          // D: createTable; the model lets them be absent for replicas of another account's table
          "CreateTableInput.AttributeDefinitions",
          "CreateTableInput.KeySchema",
          // E: test_client_token_required
          "ImportTableInput.ClientToken");

  /** G: structures the model does not have yet: their members, and the members' shapes. */
  private static final Map<String, List<Map.Entry<String, String>>> NEW_STRUCTURES =
      Map.of(
          "FilterSpecification",
          List.of(
              Map.entry("FilterExpression", "ConditionExpression"),
              Map.entry("ProjectionExpression", "ProjectionExpression"),
              Map.entry("KeyConditionExpression", "KeyExpression"),
              Map.entry("ExpressionAttributeNames", "ExpressionAttributeNameMap"),
              Map.entry("ExpressionAttributeValues", "ExpressionAttributeValueMap")));

  /** G: members of structures that the model does not have yet, named like their shapes. */
  private static final Map<String, String> NEW_MEMBERS =
      Map.of(
          "ExportTableToPointInTimeInput", "FilterSpecification",
          "ExportDescription", "FilterSpecification");

  /** Limits of collections and strings that hold for one member only. */
  private static final Map<String, Range> LENGTHS =
      Map.of(
          // C: CreateTable, more than two elements; the shape is shared with indexes that take more
          "CreateTableInput.KeySchema", new Range(1, 2),
          // D: createTable
          "LocalSecondaryIndex.KeySchema", new Range(1, 2),
          // E: test_export_setting_fields_to_weird_values_or_skipping_fail
          "ExportTableToPointInTimeInput.S3Prefix", new Range(1, 1024));

  /** C: batchGetItem, more than 100 keys; query, Limit of 0. */
  private static final Set<String> TERSE = Set.of("KeysAndAttributes.Keys", "QueryInput.Limit");

  /** C: batchGetItem and batchWriteItem with empty RequestItems. */
  private static final Map<String, String> EMPTY_MESSAGES =
      Map.of(
          "BatchGetItemInput.RequestItems",
          "The requestItems parameter is required for BatchGetItem",
          "BatchWriteItemInput.RequestItems",
          "The requestItems parameter is required for BatchWriteItem");

  private ServiceDifferences() {}

  /** The shapes and members mentioned here. */
  static Set<String> names() {
    Set<String> names = new HashSet<>(VALUE_NULL_TABLE_NAMES);
    names.addAll(ENUM_ORDERS.keySet());
    names.addAll(REQUIRED);
    names.addAll(LENGTHS.keySet());
    names.addAll(NEW_MEMBERS.keySet());
    names.addAll(TERSE);
    names.addAll(EMPTY_MESSAGES.keySet());
    return names;
  }

  static List<String> enumValues(String shape, List<String> values) {
    return ENUM_ORDERS.getOrDefault(shape, values);
  }

  /** Adds to the shapes of a service what its model does not have yet. */
  static void complete(Map<String, RawShape> model) {
    NEW_STRUCTURES.forEach(
        (name, members) -> {
          RawShape structure = new RawShape(name);
          structure.type = "structure";
          members.forEach(
              member -> structure.members.add(member(member.getKey(), member.getValue())));
          model.put(name, structure);
        });
    NEW_MEMBERS.forEach(
        (structure, name) -> {
          RawShape shape = model.get(structure);
          if (shape != null) { // null in the model of another service
            shape.members.add(member(name, name));
          }
        });
  }

  private static RawMember member(String name, String shape) {
    RawMember member = new RawMember(name);
    member.target = shape;
    return member;
  }

  static Member member(String structure, boolean isInput, String name, Shape shape, boolean req) {
    String key = structure + "." + name;
    Shape actual =
        name.equals("TableName") && shape instanceof StringShape string
            ? tableName(structure, isInput, string, req)
            : limited(shape, LENGTHS.get(key));
    return new Member(
        name,
        Member.pathOf(name),
        actual,
        req || REQUIRED.contains(key),
        TERSE.contains(key),
        EMPTY_MESSAGES.get(key));
  }

  /** The names of tables as keys of BatchGetItem's and BatchWriteItem's maps are as members. */
  static Shape mapKey(Shape key) {
    return key.name().equals("TableArn")
        ? new TableNameShape(key.name(), 1, Absence.VALUE_NULL)
        : key;
  }

  /** C: only CreateTable wants three characters; F: what the operations say of a missing name. */
  private static Shape tableName(
      String structure, boolean isInput, StringShape shape, boolean required) {
    long minLength = structure.equals("CreateTableInput") ? 3 : shape.length().min();
    Absence absence = Absence.ALLOWED;
    if (required) {
      absence =
          isInput && !VALUE_NULL_TABLE_NAMES.contains(structure)
              ? Absence.PARAMETER_REQUIRED
              : Absence.VALUE_NULL;
    }
    return new TableNameShape(shape.name(), minLength, absence);
  }

  private static Shape limited(Shape shape, @Nullable Range length) {
    if (length != null && shape instanceof ListShape list) {
      return new ListShape(list.name(), list.element(), length);
    }
    if (length != null && shape instanceof StringShape text) {
      return new StringShape(text.name(), length, text.pattern(), text.values());
    }
    return shape;
  }
}
