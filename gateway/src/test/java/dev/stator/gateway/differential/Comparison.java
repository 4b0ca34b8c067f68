package dev.stator.gateway.differential;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what two answers to one request say differently, but for what may differ: times, ids, the
 * order of sets and of items that have none, and states that pass by.
 */
final class Comparison {
  private static final String ABSENT = "absent";

  private static final Set<String> OWN_MATTER =
      Set.of(
          "CreationDateTime",
          "LastUpdateToPayPerRequestDateTime",
          "LastIncreaseDateTime",
          "LastDecreaseDateTime",
          "TableId",
          "TableArn",
          "IndexArn",
          "LatestStreamArn",
          "LatestStreamLabel",
          "TableStatus",
          "IndexStatus",
          "Backfilling",
          "ItemCount",
          "TableSizeBytes",
          "IndexSizeBytes",
          "SizeEstimateRangeGB");

  private static final Set<String> UNORDERED =
      Set.of(
          "SS",
          "NS",
          "BS",
          "AttributeDefinitions",
          "LocalSecondaryIndexes",
          "GlobalSecondaryIndexes",
          "NonKeyAttributes",
          "ConsumedCapacity");

  /** Parameters that make an answer a part of all items. */
  private static final List<String> PARTIAL = List.of("Limit", "ExclusiveStartKey", "Segment");

  private final Request request;
  private final List<Difference> differences = new ArrayList<>();

  private Comparison(Request request) {
    this.request = request;
  }

  static List<Difference> of(Request request, Answer stator, Answer other) {
    var comparison = new Comparison(request);
    if (stator.isOk() && other.isOk()) {
      comparison.compare("", comparison.essence(stator), comparison.essence(other));
    } else {
      comparison.compareRefusals(stator, other);
    }
    return comparison.differences;
  }

  /** Whether both found the same items over all pages, in whatever order. */
  static List<Difference> ofItems(Request request, List<Object> stator, List<Object> other) {
    var comparison = new Comparison(request);
    comparison.compare("all pages", sorted(canonical(stator)), sorted(canonical(other)));
    return comparison.differences;
  }

  private void compareRefusals(Answer stator, Answer other) {
    if (!stator.summary().equals(other.summary())) {
      add("answer", stator.summary(), other.summary());
    } else {
      compareMembers("Item", canonicalMember(stator), canonicalMember(other));
    }
  }

  private static @Nullable Object canonicalMember(Answer refusal) {
    return Json.asObject(canonical(refusal.body())).get("Item");
  }

  private Map<String, Object> essence(Answer answer) {
    Map<String, Object> body = Json.asObject(canonical(answer.body()));
    switch (request.operation()) {
      case "Scan" -> orderless(body);
      case "Query" -> {
        if (request.body().containsKey("IndexName")) {
          orderless(body); // among equal keys there is no order
        }
      }
      case "BatchGetItem" ->
          Json.asObject(body.getOrDefault("Responses", Map.of()))
              .replaceAll((table, items) -> sorted(items));
      default -> {}
    }
    return body;
  }

  /** Which items a page has is not determined when their order is not, and it is only a part. */
  private void orderless(Map<String, Object> body) {
    body.computeIfPresent("Items", (name, items) -> sorted(items));
    if (PARTIAL.stream().anyMatch(request.body()::containsKey)) {
      List.of("Items", "Count", "ScannedCount", "LastEvaluatedKey", "ConsumedCapacity")
          .forEach(body::remove);
    }
  }

  private void compare(String place, Object stator, Object other) {
    if (stator.equals(other)) {
      return;
    }
    if (stator instanceof Map<?, ?> && other instanceof Map<?, ?>) {
      Map<String, Object> left = Json.asObject(stator);
      Map<String, Object> right = Json.asObject(other);
      Set<String> names = new LinkedHashSet<>(left.keySet());
      names.addAll(right.keySet());
      String prefix = place.isEmpty() ? "" : place + ".";
      names.forEach(name -> compareMembers(prefix + name, left.get(name), right.get(name)));
    } else if (stator instanceof List<?> left
        && other instanceof List<?> right
        && left.size() == right.size()) {
      for (int i = 0; i < left.size(); i++) {
        compareMembers(place + "[]", left.get(i), right.get(i));
      }
    } else {
      add(place, Json.text(stator), Json.text(other));
    }
  }

  private void compareMembers(String place, @Nullable Object stator, @Nullable Object other) {
    if (stator != null && other != null) {
      compare(place, stator, other);
    } else if (stator != null || other != null) {
      add(
          place,
          stator == null ? ABSENT : Json.text(stator),
          other == null ? ABSENT : Json.text(other));
    }
  }

  private void add(String place, String stator, String other) {
    differences.add(new Difference(request.operation(), place, stator, other));
  }

  private static Object canonical(Object value) {
    if (value instanceof Map<?, ?>) {
      Map<String, Object> canonical = new TreeMap<>();
      Json.asObject(value)
          .forEach(
              (name, member) -> {
                if (!OWN_MATTER.contains(name)) {
                  Object inner = number(name, canonical(member));
                  canonical.put(name, UNORDERED.contains(name) ? sorted(inner) : inner);
                }
              });
      return canonical;
    }
    if (value instanceof List<?>) {
      List<Object> canonical = new ArrayList<>();
      Json.asList(value).forEach(element -> canonical.add(canonical(element)));
      return canonical;
    }
    return value instanceof BigDecimal number
        ? new BigDecimal(number.stripTrailingZeros().toPlainString())
        : value;
  }

  /** DynamoDB Local gives numbers inside of documents back as they were written. */
  private static Object number(String name, Object value) {
    if (name.equals("N") && value instanceof String text) {
      return plain(text);
    }
    if (name.equals("NS") && value instanceof List<?>) {
      return new ArrayList<>(
          Json.asList(value).stream().map(element -> plain(String.valueOf(element))).toList());
    }
    return value;
  }

  private static Object plain(String text) {
    BigDecimal number = new BigDecimal(text);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static Object sorted(Object value) {
    if (!(value instanceof List<?>)) {
      return value;
    }
    List<Object> sorted = new ArrayList<>(Json.asList(value));
    sorted.sort((a, b) -> Json.text(a).compareTo(Json.text(b)));
    return sorted;
  }
}
