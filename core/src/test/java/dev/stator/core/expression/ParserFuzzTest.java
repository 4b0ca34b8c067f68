package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ParserFuzzTest {
  private static final String[] SOUP = {
    "a",
    "b",
    "#n",
    "#x",
    ":v",
    ":l",
    ":x",
    ".",
    "[",
    "]",
    "[1]",
    "(",
    ")",
    "((",
    "))",
    ",",
    "=",
    "<",
    "<>",
    ">=",
    "+",
    "-",
    " ",
    "\n",
    "AND",
    "or",
    "NOT",
    "between",
    "IN",
    "SET",
    "remove",
    "ADD",
    "DELETE",
    "size(",
    "contains(a,",
    "attribute_exists(a)",
    "attribute_type(a,:v)",
    "begins_with(",
    "if_not_exists(a,",
    "list_append(",
    "status",
    "99999999999",
    "0",
    "ü",
    "😀",
    "\ud800",
    "#",
    ":",
    "\"",
    "!",
    "a = :v",
    "a BETWEEN :v AND :v",
    "a IN (:v)"
  };

  private static final Slice VALUES = Items.encode(Items.map(":v", "S", ":l", List.of()));

  @Test
  void answersTokenSoupWithATreeOrARefusal() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String text = soup(random, 1 + random.nextInt(25));
      for (ExpressionKind kind : ExpressionKind.values()) {
        assertThatCode(() -> parse(kind, text))
            .as("seed=%s, kind=%s, text=%s", seed, kind, text)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void endsSoonOnTheLongestSoup() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String element = soup(random, 1 + random.nextInt(3));
      String text = soup(random, 2) + element.repeat(4000 / Math.max(1, 2 * element.length()));
      Assertions.assertTimeout(
          Duration.ofSeconds(2),
          () -> {
            for (ExpressionKind kind : ExpressionKind.values()) {
              parse(kind, text);
            }
          },
          () -> "seed=" + seed + ", text=" + text);
    }
  }

  @Test
  void endsSoonOnTheMostActions() {
    StringBuilder text = new StringBuilder("REMOVE a0");
    for (int i = 1; text.length() < 4080; i++) {
      text.append(",a").append(Integer.toString(i, 36));
    }

    Assertions.assertTimeout(
        Duration.ofSeconds(2), () -> parse(ExpressionKind.UPDATE, text.toString()));
  }

  private static void parse(ExpressionKind kind, String text) {
    Placeholders placeholders = new Placeholders(Map.of("#n", "n"), VALUES);
    try {
      switch (kind) {
        case CONDITION -> ExpressionParser.condition(text, placeholders);
        case FILTER -> ExpressionParser.filter(text, placeholders);
        case KEY_CONDITION ->
            KeyConditionAnalyzer.ofExpression(
                ExpressionParser.keyCondition(text, placeholders),
                KeyConditionAnalyzer.MAX_INDEX_KEY_ATTRIBUTES);
        case PROJECTION -> ExpressionParser.projection(text, placeholders);
        case UPDATE -> ExpressionParser.update(text, placeholders);
      }
    } catch (RequestException e) {
      Assertions.assertFalse(e.getMessage().isEmpty());
    }
  }

  private static String soup(Random random, int tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.append(SOUP[random.nextInt(SOUP.length)]);
      text.append(random.nextInt(3) == 0 ? "" : " ");
    }
    return text.toString();
  }
}
