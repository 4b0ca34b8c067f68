package dev.stator.loadgen.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.report.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemsTest {
  @ParameterizedTest
  @ValueSource(strings = {"1024", "100", "uniform:60,3000", "lognormal:1000,1", "409600"})
  void itemsHaveTheSizeThatWasAsked(String sizes) {
    TableLayout layout = layout(sizes, 1);
    Items items = new Items(layout, 1);

    for (long number = 0; number < 20; number++) {
      assertThat(sizeOf(item(items, number, 3))).isEqualTo(items.size(number));
    }
  }

  @Test
  void fieldsShareTheSizeOfAnItem() {
    Items items = new Items(layout("1000", 10), 1);

    Map<String, Object> item = Json.readObject(item(items, 5, 1));

    assertThat(item).hasSize(11).containsKeys("pk", "data0", "data9");
    assertThat(sizeOf(item(items, 5, 1))).isEqualTo(1000);
  }

  @Test
  void contentsFollowFromNumberSeedAndVersion() {
    Items items = new Items(layout("200", 2), 1);

    assertThat(item(items, 5, 1)).isEqualTo(item(new Items(layout("200", 2), 1), 5, 1));
    assertThat(item(items, 5, 1)).isNotEqualTo(item(items, 5, 2));
    assertThat(item(items, 5, 1)).isNotEqualTo(item(new Items(layout("200", 2), 2), 5, 1));
  }

  @Test
  void noticesEveryChangedCharacter() {
    Items items = new Items(layout("200", 2), 1);
    String item = item(items, 5, 1);
    assertThat(items.isWhole(answer(item), 5)).isTrue();
    assertThat(items.isWhole(answer(item), 6)).isFalse();

    int start = item.indexOf("data0\":{\"S\":\"") + 13;
    int end = item.indexOf('"', start);
    for (int i = start; i < end; i++) {
      char other = item.charAt(i) == 'A' ? 'B' : 'A';
      String changed = item.substring(0, i) + other + item.substring(i + 1);
      assertThat(items.isWhole(answer(changed), 5)).isFalse();
    }
    assertThat(items.isWhole(answer(item.substring(0, start) + item.substring(end)), 5)).isFalse();
    assertThat(items.isWhole(answer(item.replace("data1", "other")), 5)).isFalse();
  }

  private static TableLayout layout(String sizes, int fields) {
    return new TableLayout("table", 1, false, false, fields, SizeDistribution.parse(sizes));
  }

  private static String item(Items items, long number, int version) {
    BodyWriter body = new BodyWriter();
    items.item(body, number, version);
    return new String(body.bytes(), 0, body.length(), UTF_8);
  }

  private static Answer answer(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Answer().wrap(200, bytes, 0, bytes.length);
  }

  /** Names and texts. */
  private static int sizeOf(String json) {
    int size = 0;
    for (Map.Entry<String, Object> attribute : Json.readObject(json).entrySet()) {
      Map<?, ?> value = (Map<?, ?>) attribute.getValue();
      size += attribute.getKey().length() + String.valueOf(value.get("S")).length();
    }
    return size;
  }
}
