package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionEvaluatorTest {
  private static final Slice ITEM =
      Items.encode(
          Items.map(
              "id",
              "user-1",
              "age",
              30,
              "active_",
              true,
              "nothing",
              new Items.Nothing(),
              "tags",
              Items.strings("alpha", "beta"),
              "scores",
              Items.numbers("1", "2.5"),
              "blobs",
              Items.binaries("one", "two"),
              "bytes_",
              new Items.Bytes("hello"),
              "wide",
              "abÿ",
              "pair",
              "a😀",
              "history",
              List.of("x", 2, Items.map("deep", "y"), Items.strings("1", "2")),
              "profile",
              Items.map("nick", "Ana", "address", Items.map("city", "SP"))));

  private static final Slice VALUES =
      Items.encode(
          Items.map(
              ":id",
              "user-1",
              ":other",
              "other",
              ":zzz",
              "zzz",
              ":user",
              "user",
              ":ser",
              "ser-",
              ":empty",
              "",
              ":n1",
              1,
              ":n2",
              2,
              ":n3",
              3,
              ":n5",
              5,
              ":n6",
              6,
              ":n25",
              25,
              ":n30",
              30,
              ":n100",
              100,
              ":s25",
              "25",
              ":true",
              true,
              ":null",
              new Items.Nothing(),
              ":hel",
              new Items.Bytes("hel"),
              ":two",
              new Items.Bytes("two"),
              ":beta",
              "beta",
              ":sets",
              Items.strings("2", "1"),
              ":tags",
              Items.strings("beta", "alpha"),
              ":map",
              Items.map("deep", "y"),
              ":SS",
              "SS",
              ":BOOL",
              "BOOL",
              ":N",
              "N",
              ":M",
              "M",
              ":NULL",
              "NULL",
              ":SP",
              "SP"));

  private final ConditionEvaluator evaluator = new ConditionEvaluator();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          id = :id                               | true
          id = :other                            | false
          id = :n1                               | false
          id <> :other                           | true
          id <> :id                              | false
          id <> :n1                              | true
          ghost <> :id                           | true
          ghost = :id                            | false
          ghost = phantom                        | false
          ghost <> phantom                       | true
          ghost < phantom                        | false
          ghost between ghost2 and phantom       | false
          age > :n25                             | true
          age > :n30                             | false
          age >= :n30                            | true
          age < :n100                            | true
          age < :n5                              | false
          age > :s25                             | false
          history < age                          | false
          active_ = :true                        | true
          nothing = :null                        | true
          tags = :tags                           | true
          :id = id                               | true
          :id = :id                              | true
          profile.nick = history[0]              | false
          age BETWEEN :n25 AND :n100             | true
          age BETWEEN :n30 AND :n30              | true
          age BETWEEN :n100 AND :n100            | false
          id BETWEEN :id AND :zzz                | true
          ghost BETWEEN :n1 AND :n2              | false
          id IN (:n1, :id)                       | true
          id IN (:other, :zzz)                   | false
          ghost IN (:id)                         | false
          id IN (profile.nick, :id)              | true
          NOT id = :other                        | true
          id = :other OR id = :id AND age = :n30 | true
          (id = :other OR id = :id) AND age = :n1 | false
          NOT id = :other AND age = :n30         | true
          NOT (id = :id AND age = :n1)           | true
          attribute_exists(id)                   | true
          attribute_exists(profile.address.city) | true
          attribute_exists(profile.address.zip)  | false
          attribute_not_exists(ghost)            | true
          attribute_type(tags, :SS)              | true
          attribute_type(active_, :BOOL)         | true
          attribute_type(nothing, :NULL)         | true
          attribute_type(profile, :M)            | true
          attribute_type(ghost, :N)              | false
          attribute_type(:n1, :N)                | true
          begins_with(id, :user)                 | true
          begins_with(id, :empty)                | true
          begins_with(id, :zzz)                  | false
          begins_with(bytes_, :hel)              | true
          begins_with(age, :user)                | false
          begins_with(:id, :user)                | true
          contains(id, :ser)                     | true
          contains(id, :empty)                   | true
          contains(id, :zzz)                     | false
          contains(tags, :beta)                  | true
          contains(tags, :n1)                    | false
          contains(scores, :n1)                  | true
          contains(blobs, :two)                  | true
          contains(history, :n2)                 | true
          contains(history, :map)                | true
          contains(history, :sets)               | true
          contains(tags, :sets)                  | false
          contains(age, :n3)                     | false
          size(id) = :n6                         | true
          size(wide) = :n3                       | true
          size(pair) = :n3                       | true
          size(tags) = :n2                       | true
          size(scores) = :n2                     | true
          size(blobs) = :n2                      | true
          size(history) > :n3                    | true
          size(profile) = :n2                    | true
          size(bytes_) = :n5                     | true
          size(ghost) = :n1                      | false
          size(age) >= :n1                       | false
          size(age) <> :n1                       | true
          size(nothing) >= :n1                   | false
          :n5 <= size(id)                        | true
          size(id) > size(profile.nick)          | true
          size(id) BETWEEN :n5 AND :n6           | true
          size(id) IN (:n1, :n6)                 | true
          size(id) = :id                         | false
          history[1] = :n2                       | true
          history[9] = :n2                       | false
          history[4294967294] = :n2              | false
          id[0] = :user                          | false
          id.nick = :user                        | false
          profile.address.city = :SP             | true
          """)
  void decideAsTheServiceDoes(String text, boolean expected) {
    Condition condition = ExpressionParser.condition(text, new Placeholders(null, VALUES));

    assertThat(evaluator.test(condition, ITEM.buffer(), ITEM.offset(), ITEM.length()))
        .isEqualTo(expected);
  }

  @Test
  void treatsLengthZeroAsNoItem() {
    Condition exists = ExpressionParser.condition("attribute_exists(id)", none());
    Condition missing = ExpressionParser.condition("attribute_not_exists(id)", none());

    assertThat(evaluator.test(exists, ITEM.buffer(), 0, 0)).isFalse();
    assertThat(evaluator.test(missing, ITEM.buffer(), 0, 0)).isTrue();
  }

  @Test
  void agreesWithTheNaiveDocumentOnRandomConditions() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomTrees trees = new RandomTrees(random);
    int met = 0;
    for (int i = 0; i < 60_000; i++) {
      Map<String, Object> item = trees.item();
      Condition condition = trees.condition(3);
      Slice encoded = shifted(Items.encode(item), random.nextInt(9));

      boolean expected = NaiveDocument.test(condition, item);
      boolean actual =
          evaluator.test(condition, encoded.buffer(), encoded.offset(), encoded.length());

      assertThat(actual)
          .as("seed=%s, round=%s, item=%s, condition=%s", seed, i, item, condition)
          .isEqualTo(expected);
      met += expected ? 1 : 0;
    }
    assertThat(met).as("seed=%s: both answers occur", seed).isBetween(1_000, 59_000);
  }

  private static Slice shifted(Slice slice, int distance) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[distance + slice.length()]);
    buffer.putBytes(distance, slice.buffer(), slice.offset(), slice.length());
    return new Slice(buffer, distance, slice.length());
  }

  private static Placeholders none() {
    return new Placeholders(null, null);
  }
}
