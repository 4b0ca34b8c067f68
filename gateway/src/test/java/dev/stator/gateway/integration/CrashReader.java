package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Reads the crash test's table and compares its indexes with it. */
final class CrashReader {
  private CrashReader() {}

  /** All items of the table or, if the parameters name one, of an index. */
  static List<Map<String, AttributeValue>> all(
      DynamoDbClient client, Consumer<ScanRequest.Builder> parameters) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    client
        .scanPaginator(
            request -> {
              request.tableName(CrashItems.TABLE);
              parameters.accept(request);
            })
        .items()
        .forEach(items::add);
    return items;
  }

  /** Entries that the index lacks, or has and must not have. */
  static List<String> differences(
      DynamoDbClient client, String index, List<Map<String, AttributeValue>> items) {
    Map<Map<String, AttributeValue>, Map<String, AttributeValue>> expected = new HashMap<>();
    for (Map<String, AttributeValue> item : items) {
      Map<String, AttributeValue> entry = CrashItems.entry(index, item);
      if (!entry.isEmpty()) {
        expected.put(CrashItems.keyOf(item), entry);
      }
    }
    List<String> differences = new ArrayList<>();
    for (Map<String, AttributeValue> entry : all(client, request -> request.indexName(index))) {
      Map<String, AttributeValue> wanted = expected.remove(CrashItems.keyOf(entry));
      if (!entry.equals(wanted)) {
        differences.add(index + " has " + describe(entry) + ", the table " + describe(wanted));
      }
    }
    expected.keySet().forEach(key -> differences.add(index + " lacks " + key));
    return differences;
  }

  /** Queries every item collection by the local index: the same items, ordered by score. */
  static List<String> misplaced(DynamoDbClient client, List<Map<String, AttributeValue>> items) {
    TreeSet<String> collections = new TreeSet<>();
    items.forEach(item -> collections.add(string(item, CrashItems.PK)));
    List<String> problems = new ArrayList<>();
    for (String pk : collections) {
      long expected =
          items.stream()
              .filter(item -> string(item, CrashItems.PK).equals(pk))
              .filter(item -> item.containsKey(CrashItems.SCORE))
              .count();
      List<BigDecimal> scores = new ArrayList<>();
      client
          .queryPaginator(
              request ->
                  request
                      .tableName(CrashItems.TABLE)
                      .indexName(CrashItems.BY_SCORE)
                      .consistentRead(true)
                      .keyConditionExpression("pk = :pk")
                      .expressionAttributeValues(Map.of(":pk", s(pk))))
          .items()
          .forEach(item -> scores.add(new BigDecimal(value(item, CrashItems.SCORE).n())));
      if (scores.size() != expected || !scores.equals(scores.stream().sorted().toList())) {
        problems.add("by score, " + pk + " has " + scores + ", expected " + expected);
      }
    }
    return problems;
  }

  private static String describe(@Nullable Map<String, AttributeValue> entry) {
    return entry == null
        ? "nothing"
        : Attributes.only(entry, CrashItems.PK, CrashItems.SK, CrashItems.VERSION, CrashItems.HITS)
            .toString();
  }

  private static String string(Map<String, AttributeValue> item, String name) {
    return value(item, name).s();
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + item);
    }
    return value;
  }
}
