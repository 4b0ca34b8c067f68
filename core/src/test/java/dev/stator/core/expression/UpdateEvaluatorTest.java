package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Operand.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateEvaluatorTest {
  private static final String INVALID_PATH =
      "The document path provided in the update expression is invalid for update";
  private static final String MISSING =
      "The provided expression refers to an attribute that does not exist in the item";
  private static final String INCORRECT_TYPE =
      "An operand in the update expression has an incorrect data type";
  private static final int OUT_OFFSET = 3;

  private final UpdateEvaluator evaluator = new UpdateEvaluator();

  @Test
  void setsCopiesAndRemovesWholeAttributes() {
    Map<String, Object> item = Items.map("pk", "k", "a", 1, "b", "hi", "c", 7);

    Map<String, Object> after = update("SET a = :n, d = b REMOVE c, ghost", item, ":n", 5);

    assertThat(after).isEqualTo(Items.map("pk", "k", "a", 5, "b", "hi", "d", "hi"));
    assertThat(after.keySet()).containsExactly("pk", "a", "b", "d");
  }

  @Test
  void readsEveryValueFromTheItemBeforeTheUpdate() {
    Map<String, Object> item = Items.map("a", 1, "b", 2);

    assertThat(update("SET a = b, b = a", item)).isEqualTo(Items.map("a", 2, "b", 1));
    assertThat(update("REMOVE a SET c = a", item)).isEqualTo(Items.map("b", 2, "c", 1));
    assertRefused("SET x = :v, y = x", item, MISSING, ":v", 4);
  }

  @Test
  void addsAndSubtractsExactDecimals() {
    Map<String, Object> item = Items.map("a", 2, "m", Items.map("n", 10));

    assertThat(update("SET a = a + :x", item, ":x", 3)).containsEntry("a", Items.normal(5));
    assertThat(update("SET a = :x - a", item, ":x", 7)).containsEntry("a", Items.normal(5));
    assertThat(update("SET m.n = m.n + :x", item, ":x", 5)).containsEntry("m", Items.map("n", 15));
    assertThat(update("SET b = if_not_exists(b, :x) + a", item, ":x", 1))
        .containsEntry("b", Items.normal(3));
  }

  @Test
  void refusesSumsOfMoreThan38Digits() {
    assertRefused(
        "SET a = a + :x",
        Items.map("a", 1),
        "Attempting to store more than 38 significant digits in a Number",
        ":x",
        new java.math.BigDecimal("1e38"));
  }

  @Test
  void appendsListsInEitherOrder() {
    Map<String, Object> item = Items.map("l", List.of(1, 2));

    assertThat(update("SET l = list_append(l, :x)", item, ":x", List.of(3)))
        .isEqualTo(Items.map("l", List.of(1, 2, 3)));
    assertThat(update("SET l = list_append(:x, l)", item, ":x", List.of(3)))
        .isEqualTo(Items.map("l", List.of(3, 1, 2)));
    assertThat(update("SET k = list_append(l, l)", item))
        .containsEntry("k", Items.normal(List.of(1, 2, 1, 2)));
    assertThat(update("SET k = list_append(if_not_exists(k, :x), l)", item, ":x", List.of()))
        .containsEntry("k", Items.normal(List.of(1, 2)));
  }

  @Test
  void addsToNumbersAndSetsFromNothing() {
    Map<String, Object> item = Items.map("n", 3, "s", Items.strings("a"));

    assertThat(update("ADD n :n, s :s, x :n, y :s", item, ":n", 4, ":s", Items.strings("b", "a")))
        .isEqualTo(
            Items.map("n", 7, "s", Items.strings("a", "b"), "x", 4, "y", Items.strings("a", "b")));
  }

  @Test
  void deletesElementsAndTheSetWithTheLast() {
    Map<String, Object> item =
        Items.map("s", Items.strings("a", "b"), "t", Items.numbers("1"), "k", 1);

    assertThat(update("DELETE s :s, ghost :s", item, ":s", Items.strings("b", "x")))
        .containsEntry("s", Items.strings("a"));
    assertThat(update("DELETE t :t", item, ":t", Items.numbers("1", "2")))
        .isEqualTo(Items.map("s", Items.strings("a", "b"), "k", 1));
  }

  @Test
  void replacesElementsAndAppendsBeyondTheEndInTheOrderOfIndexes() {
    Map<String, Object> item = Items.map("a", List.of("one", "two"), "e", List.of());

    assertThat(
            update(
                "SET a[84] = :1, a[37] = :2, a[1] = :3, a[50] = :4, e[0] = :1",
                item,
                ":1",
                "a1",
                ":2",
                "a2",
                ":3",
                "a3",
                ":4",
                "a4"))
        .isEqualTo(Items.map("a", List.of("one", "a3", "a2", "a4", "a1"), "e", List.of("a1")));
  }

  @Test
  void countsIndexesInTheListBeforeTheUpdate() {
    Map<String, Object> item = Items.map("a", List.of(2, 3, 4, 5, 6, 7));

    assertThat(update("REMOVE a[1], a[4], a[17] SET a[3] = :v", item, ":v", 17))
        .isEqualTo(Items.map("a", List.of(2, 4, 17, 7)));
    assertThat(update("SET a[3] = :v, b = a[3] REMOVE a[1]", item, ":v", 17))
        .isEqualTo(Items.map("a", List.of(2, 4, 17, 6, 7), "b", 5));
  }

  @Test
  void changesPlacesInsideDocuments() {
    Map<String, Object> item =
        Items.map(
            "a", Items.map("b", 3, "c", List.of("hi", Items.map("x", List.of(3, 5, 7), "q", 2))));

    assertThat(
            update(
                "SET a.c[1].x[1] = :v, a.d = a.c[1].x[2], a.c[0] = :v REMOVE a.b, a.c[1].q",
                item,
                ":v",
                9))
        .isEqualTo(
            Items.map("a", Items.map("c", List.of(9, Items.map("x", List.of(3, 9, 7))), "d", 7)));
  }

  @Test
  void leavesEmptyDocumentsBehind() {
    assertThat(update("REMOVE a.b", Items.map("a", Items.map("b", 1))))
        .isEqualTo(Items.map("a", Map.of()));
    assertThat(update("REMOVE a[0]", Items.map("a", List.of(1))))
        .isEqualTo(Items.map("a", List.of()));
    assertThat(update("REMOVE a.y, b[7], c", Items.map("a", Map.of("x", "3"), "b", List.of(1))))
        .isEqualTo(Items.map("a", Map.of("x", "3"), "b", List.of(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set b.a = :a, one = :a", "set b[1] = :a, one = :a", "set y.a = :a, one = :a",
        "set y[1] = :a, one = :a", "set c[1] = :a, one = :a", "set d.one = :a",
        "remove b.a set one = :a", "remove b[1] set one = :a", "remove y.a set one = :a",
        "remove y[1] set one = :a", "remove c[1] set one = :a", "remove d.one set one = :a",
        "delete b.a :a set one = :a", "delete b[1] :a set one = :a", "delete y.a :a set one = :a",
        "delete y[1] :a set one = :a", "delete c[1] :a set one = :a", "delete d.one :a",
        "add b.a :a set one = :a", "add b[1] :a set one = :a", "add y.a :a set one = :a",
        "add y[1] :a set one = :a", "add c[1] :a set one = :a", "add d.one :a",
        "set d[7].x = :a",
      })
  void refusesPathsTheItemDoesNotHave(String text) {
    Map<String, Object> item =
        Items.map("b", "x", "c", Items.map("1", "a"), "d", List.of("a", "b"));

    assertRefused(text, item, INVALID_PATH, ":a", Items.strings("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete d :ss",
        "delete b :ns",
        "delete b.a :ns",
        "delete b.a :bs",
        "delete c :ns",
        "add b :ns",
        "add d :n",
        "set e = a + :n",
        "set e = b - :n",
        "set e = list_append(d, if_not_exists(f, :l))"
      })
  void refusesOperandsOfTheWrongType(String text) {
    Map<String, Object> item =
        Items.map(
            "a", "k", "b", Items.map("a", Items.strings("1")), "c", 1, "d", Items.numbers("1"));

    assertRefused(
        text,
        item,
        INCORRECT_TYPE,
        ":ss",
        Items.strings("1"),
        ":ns",
        Items.numbers("1"),
        ":bs",
        Items.binaries("a"),
        ":n",
        1,
        ":l",
        List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET c = z",
        "SET z = z",
        "SET a = a.b",
        "SET c = list_append(z, a)",
        "SET c = a + z"
      })
  void refusesValuesTheItemDoesNotHave(String text) {
    assertRefused(text, Items.map("a", 1), MISSING);
  }

  @Test
  void silentlyRemovesInsideNothingWhenTheItemIsNew() {
    Map<String, Object> key = Items.map("pk", "k");

    assertThat(updateNew("REMOVE x.y", key)).isEqualTo(key);
    assertThat(updateNew("REMOVE x[0], z.a.b", key)).isEqualTo(key);
    assertThat(updateNew("SET a = pk", key)).isEqualTo(Items.map("pk", "k", "a", "k"));
    assertThatThrownBy(() -> updateNew("SET x.y = pk", key)).hasMessage(INVALID_PATH);
  }

  @Test
  void appendsToListsAndNamesTheOldMessageInTheLegacyForm() {
    Path list = Path.ofAttribute("l");
    Constant two = new Constant(Items.encodeValue(List.of(2)));
    Update append = new Update(List.of(new UpdateAction.Add(list, two)), true);

    assertThat(apply(append, Items.map("l", List.of(1)), false))
        .isEqualTo(Items.map("l", List.of(1, 2)));
    assertThat(apply(append, Items.map("pk", 1), false))
        .isEqualTo(Items.map("pk", 1, "l", List.of(2)));
    assertThatThrownBy(() -> apply(append, Items.map("l", 1), false))
        .hasMessage("Type mismatch for attribute to update");
    Update expression = new Update(append.actions());
    assertThatThrownBy(() -> apply(expression, Items.map("l", List.of(1)), false))
        .hasMessage(INCORRECT_TYPE);
  }

  @Test
  void refusesNestingBeyond32Levels() {
    Object deepest = "x";
    for (int i = 0; i < 30; i++) {
      deepest = Items.map("m", deepest);
    }
    Object tooDeep = Items.map("m", deepest);
    Map<String, Object> item = Items.map("a", Map.of());

    assertThat(update("SET a.b = :v", item, ":v", deepest))
        .isEqualTo(Items.map("a", Items.map("b", deepest)));
    assertRefused(
        "SET a.b = :v",
        item,
        "Nesting Levels have exceeded supported limits: "
            + "Attributes in the item have nested levels beyond supported limit",
        ":v",
        tooDeep);
  }

  @Test
  void touchesManyAttributesAtOnce() {
    List<Object> attributes = new ArrayList<>();
    StringBuilder text = new StringBuilder("SET x0 = :v");
    for (int i = 0; i < 100; i++) {
      attributes.addAll(List.of("x" + 2 * i, i));
      text.append(i == 0 ? "" : ",x" + i + "=:v");
    }
    Map<String, Object> item = Items.map(attributes.toArray());

    Map<String, Object> after = update(text.toString(), item, ":v", "new");

    assertThat(after).hasSize(150).containsEntry("x99", "new").containsEntry("x98", "new");
    assertThat(after).containsEntry("x100", Items.normal(50));
  }

  @Test
  void agreesWithTheNaiveModelOnRandomUpdates() {
    long seed = System.nanoTime();
    RandomTrees trees = new RandomTrees(new Random(seed));
    int applied = 0;
    for (int i = 0; i < 60_000; i++) {
      Map<String, Object> item = trees.item();
      Update update = trees.update();
      boolean isNew = trees.pick(true, false, false);

      Object expected = outcome(() -> NaiveUpdate.apply(update, item, isNew));
      Object actual = outcome(() -> apply(update, item, isNew));

      assertThat(actual)
          .as("seed=%s, round=%s, new=%s, item=%s, update=%s", seed, i, isNew, item, update)
          .isEqualTo(expected);
      applied += expected instanceof Map ? 1 : 0;
    }
    assertThat(applied).as("seed=%s: both outcomes occur", seed).isBetween(5_000, 55_000);
  }

  private static Object outcome(java.util.function.Supplier<Map<String, Object>> update) {
    try {
      return update.get();
    } catch (RequestException e) {
      return e.getMessage();
    }
  }

  private Map<String, Object> update(
      String text, Map<String, Object> item, Object... referencesAndValues) {
    return apply(parse(text, referencesAndValues), item, false);
  }

  private Map<String, Object> updateNew(String text, Map<String, Object> key) {
    return apply(parse(text), key, true);
  }

  private static Update parse(String text, Object... referencesAndValues) {
    Slice values = Items.encode(Items.map(referencesAndValues));
    return ExpressionParser.update(text, new Placeholders(null, values));
  }

  private void assertRefused(
      String text, Map<String, Object> item, String message, Object... referencesAndValues) {
    assertThatThrownBy(() -> update(text, item, referencesAndValues)).hasMessage(message);
  }

  private Map<String, Object> apply(Update update, Map<String, Object> item, boolean isNew) {
    Slice before = Items.encode(item);
    ExpandableArrayBuffer out = new ExpandableArrayBuffer(16);
    int length =
        isNew
            ? evaluator.applyToNew(
                update, before.buffer(), before.offset(), before.length(), out, OUT_OFFSET)
            : evaluator.apply(
                update, before.buffer(), before.offset(), before.length(), out, OUT_OFFSET);
    return Items.decode(out, OUT_OFFSET, length);
  }
}
