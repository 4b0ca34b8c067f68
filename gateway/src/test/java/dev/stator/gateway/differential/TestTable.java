package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table both sides have, with what generators need to know of it. */
record TestTable(String name, TableKey keys, List<Index> indexes) {
  /** A key attribute and its type. */
  record Attribute(String name, String type) {}

  record TableKey(Attribute hash, @Nullable Attribute range) {
    List<Attribute> attributes() {
      return range == null ? List.of(hash) : List.of(hash, range);
    }
  }

  record Index(String name, boolean global, TableKey keys, Map<String, Object> projection) {}

  private static final Attribute K1 = new Attribute("k1", "S");
  private static final Attribute K2 = new Attribute("k2", "N");

  /** Tables of each kind of key, one of them with every kind of index. */
  static List<TestTable> all(String prefix) {
    Attribute pk = new Attribute("pk", "S");
    Attribute number = new Attribute("sk", "N");
    Attribute text = new Attribute("sk", "S");
    Map<String, Object> all = Json.object("ProjectionType", "ALL");
    Map<String, Object> keysOnly = Json.object("ProjectionType", "KEYS_ONLY");
    Map<String, Object> include =
        Json.object("ProjectionType", "INCLUDE", "NonKeyAttributes", List.of("n1", "m1"));
    return List.of(
        new TestTable(prefix + "Hash", new TableKey(pk, null), List.of()),
        new TestTable(
            prefix + "Indexed",
            new TableKey(pk, number),
            List.of(
                new Index("byK1", false, new TableKey(pk, K1), all),
                new Index("byK2", false, new TableKey(pk, K2), include),
                new Index("global", true, new TableKey(K1, K2), all),
                new Index("globalKeys", true, new TableKey(K2, null), keysOnly),
                new Index("globalSome", true, new TableKey(K1, number), include))),
        new TestTable(prefix + "Text", new TableKey(pk, text), List.of()),
        new TestTable(
            prefix + "Binary",
            new TableKey(new Attribute("pk", "N"), new Attribute("sk", "B")),
            List.of(new Index("global", true, new TableKey(K1, null), keysOnly))));
  }

  /** The body of the request that creates it. */
  Map<String, Object> creation() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    define(definitions, keys);
    List<Object> local = new ArrayList<>();
    List<Object> global = new ArrayList<>();
    for (Index index : indexes) {
      define(definitions, index.keys);
      (index.global ? global : local)
          .add(
              Json.object(
                  "IndexName",
                  index.name,
                  "KeySchema",
                  schema(index.keys),
                  "Projection",
                  index.projection));
    }
    Map<String, Object> body =
        Json.object(
            "TableName",
            name,
            "AttributeDefinitions",
            new ArrayList<>(definitions.values()),
            "KeySchema",
            schema(keys),
            "BillingMode",
            "PAY_PER_REQUEST");
    if (!local.isEmpty()) {
      body.put("LocalSecondaryIndexes", local);
    }
    if (!global.isEmpty()) {
      body.put("GlobalSecondaryIndexes", global);
    }
    return body;
  }

  static List<Object> schema(TableKey keys) {
    List<Object> schema = new ArrayList<>();
    schema.add(Json.object("AttributeName", keys.hash.name, "KeyType", "HASH"));
    if (keys.range != null) {
      schema.add(Json.object("AttributeName", keys.range.name, "KeyType", "RANGE"));
    }
    return schema;
  }

  private static void define(Map<String, Object> definitions, TableKey keys) {
    for (Attribute attribute : keys.attributes()) {
      definitions.put(
          attribute.name,
          Json.object("AttributeName", attribute.name, "AttributeType", attribute.type));
    }
  }
}
