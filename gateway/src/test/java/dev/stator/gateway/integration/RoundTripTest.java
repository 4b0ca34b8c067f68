package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static dev.stator.gateway.integration.Attributes.list;
import static dev.stator.gateway.integration.Attributes.map;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.ns;
import static dev.stator.gateway.integration.Attributes.s;
import static dev.stator.gateway.integration.Attributes.ss;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is put is what is read, in every type and at the edges of each. */
@ExtendWith(SharedServer.class)
class RoundTripTest {
  private static final String TABLE = "round-trip";
  private static final int MAX_ITEM_BYTES = 400 * 1024;

  private final DynamoDbClient client;

  RoundTripTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTable() {
    if (!NewTable.exists(client, TABLE)) {
      NewTable.named(TABLE, "pk:S").createWith(client);
    }
  }

  @Test
  void everyTypeComesBackAsItWas() {
    Map<String, AttributeValue> item = new TreeMap<>();
    item.put("pk", s("types"));
    item.put("empty string", s(""));
    item.put("unicode", s("a\u0000b \"quoted\" \\ \n\t é ж 漢字 \uD83D\uDE00 \u2028"));
    item.put("empty binary", b());
    item.put("binary", b((byte) 0, (byte) -1, (byte) 127, (byte) -128));
    item.put("true", AttributeValue.fromBool(true));
    item.put("false", AttributeValue.fromBool(false));
    item.put("null", AttributeValue.fromNul(true));
    item.put("empty list", list());
    item.put("empty map", map(Map.of()));
    item.put("list", list(n(1), s("two"), list(b((byte) 3), map(Map.of("deep", n(4))))));
    item.put("имя.с-точкой", map(Map.of(" ", s("a blank name"), "a.b[0]", s("looks like a path"))));
    item.put("nested 32 levels", nested(31));

    put(item);

    assertThat(get("types")).isEqualTo(item);
  }

  private static AttributeValue nested(int levels) {
    AttributeValue value = s("core");
    for (int i = 0; i < levels; i++) {
      value = i % 2 == 0 ? list(value) : map(Map.of("in", value));
    }
    return value;
  }

  @Test
  void setsComeBackWithTheSameElements() {
    put(
        Map.of(
            "pk", s("sets"),
            "strings", ss("b", "a", "", "é"),
            "numbers", ns("10", "9", "-1.5", "1e3"),
            "binaries",
                AttributeValue.fromBs(
                    List.of(
                        SdkBytes.fromByteArray(new byte[] {2}),
                        SdkBytes.fromByteArray(new byte[] {1, 2})))));

    Map<String, AttributeValue> found = get("sets");

    assertThat(new HashSet<>(value(found, "strings").ss())).isEqualTo(setOf("b", "a", "", "é"));
    assertThat(new HashSet<>(value(found, "numbers").ns()))
        .isEqualTo(setOf("10", "9", "-1.5", "1000"));
    assertThat(value(found, "binaries").bs())
        .containsExactlyInAnyOrder(
            SdkBytes.fromByteArray(new byte[] {1, 2}), SdkBytes.fromByteArray(new byte[] {2}));
  }

  private static Set<String> setOf(String... elements) {
    return Set.of(elements);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901234567890123456789012345678",
        "-0.00000000000000000000000000000000000012345678901234567890123456789012345678",
        "1E-130",
        "9.9999999999999999999999999999999999999E+125",
        "-9.9999999999999999999999999999999999999E+125",
        "-0",
        "+007.50",
        "1e2",
        "0.1"
      })
  void numbersKeepTheirThirtyEightDigits(String written) {
    put(Map.of("pk", s("number"), "value", n(written)));

    assertThat(value(get("number"), "value").n())
        .isEqualTo(new BigDecimal(written).stripTrailingZeros().toPlainString());
  }

  @Test
  void anItemOfExactlyFourHundredKilobytesComesBack() {
    byte[] payload = new byte[MAX_ITEM_BYTES - "pk".length() - "big".length() - "payload".length()];
    new Random(7).nextBytes(payload);
    Map<String, AttributeValue> item =
        Map.of("pk", s("big"), "payload", AttributeValue.fromB(SdkBytes.fromByteArray(payload)));

    put(item);

    assertThat(get("big")).isEqualTo(item);
  }

  @Test
  void keysOfEveryTypeAndLengthFindTheirItem() {
    NewTable.named("round-trip-keys", "pk:B", "sk:N").createWith(client);
    byte[] longest = new byte[2048];
    for (byte[] key : List.of(new byte[] {0}, new byte[] {0, 0}, new byte[] {-1}, longest)) {
      for (String number : List.of("-1e125", "-1", "0", "1e-130", "1")) {
        var item =
            Map.of(
                "pk", b(key), "sk", n(number), "of", s(key.length + " " + key[0] + " " + number));
        client.putItem(request -> request.tableName("round-trip-keys").item(item));
      }
    }

    var found =
        client
            .getItem(
                request ->
                    request
                        .tableName("round-trip-keys")
                        .key(Map.of("pk", b(longest), "sk", n("-10e124"))))
            .item();

    assertThat(value(found, "of")).isEqualTo(s("2048 0 -1e125"));
    assertThat(client.scan(request -> request.tableName("round-trip-keys")).count()).isEqualTo(20);
  }

  private void put(Map<String, AttributeValue> item) {
    client.putItem(request -> request.tableName(TABLE).item(item));
  }

  private Map<String, AttributeValue> get(String pk) {
    return client
        .getItem(request -> request.tableName(TABLE).key(Map.of("pk", s(pk))).consistentRead(true))
        .item();
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    return item.getOrDefault(name, s("(missing)"));
  }
}
