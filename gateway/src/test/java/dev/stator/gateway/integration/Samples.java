package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static dev.stator.gateway.integration.Attributes.list;
import static dev.stator.gateway.integration.Attributes.map;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.ns;
import static dev.stator.gateway.integration.Attributes.s;
import static dev.stator.gateway.integration.Attributes.ss;
import static dev.stator.gateway.integration.Attributes.value;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items with values of every type, at the edges of what they may be. */
final class Samples {
  private static final String DIGITS_38 = "12345678901234567890123456789012345678";

  private Samples() {}

  /** Items with the keys pk (S) and sk (N) and the number g, in the order of their keys. */
  static List<Map<String, AttributeValue>> items() {
    return List.of(
        Map.of("pk", s("a"), "sk", n(1)),
        Map.of("pk", s("a"), "sk", n(2), "g", n(7), "empty", s(""), "none", b()),
        Map.of(
            "pk",
            s("b"),
            "sk",
            n(0),
            "g",
            n(7),
            "text",
            s("zażółć 日本語 🦑 \" \\ \n \t \u0001 'quoted' , ; {}"),
            "bytes",
            b((byte) 0, (byte) -1, (byte) 10, (byte) 34)),
        Map.of(
            "pk",
            s("c"),
            "sk",
            n("-1.5"),
            "n38",
            n(DIGITS_38),
            "fraction",
            n("-0.0000012345678901234567890123456789012345678"),
            "largest",
            n("9.9999999999999999999999999999999999999E+125"),
            "smallest",
            n("1E-130"),
            "zero",
            n(0)),
        Map.of(
            "pk",
            s("d"),
            "sk",
            n(1),
            "yes",
            AttributeValue.fromBool(true),
            "no",
            AttributeValue.fromBool(false),
            "nothing",
            AttributeValue.fromNul(true)),
        Map.of(
            "pk",
            s("e"),
            "sk",
            n(1),
            "strings",
            ss("", "a", "é"),
            "numbers",
            ns("-3.5", "0", DIGITS_38),
            "binaries",
            AttributeValue.fromBs(
                List.of(
                    SdkBytes.fromByteArray(new byte[0]), SdkBytes.fromByteArray(new byte[] {1})))),
        Map.of(
            "pk",
            s("f"),
            "sk",
            n(1),
            "a.b and more",
            map(Map.of("Item", map(Map.of("deep", list(list(), map(Map.of()), n(1), s("x"))))))));
  }

  /** All items of a table by their keys, with numbers and sets as the server writes them. */
  static Map<String, Map<String, AttributeValue>> scan(DynamoDbClient client, String table) {
    Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    client
        .scanPaginator(request -> request.tableName(table))
        .items()
        .forEach(item -> items.put(value(item, "pk").s() + "/" + item.get("sk"), item));
    return items;
  }
}
