package dev.stator.core.expression;

/**
 * Turns the expressions of requests into trees. Everything that can be wrong without knowing a
 * table or an item is refused with the service's message, as a {@link
 * dev.stator.core.error.RequestException}.
 */
public final class ExpressionParser {
  private ExpressionParser() {}

  /** A {@code ConditionExpression}. */
  public static Condition condition(String text, Placeholders placeholders) {
    return condition(ExpressionKind.CONDITION, text, placeholders);
  }

  /** A {@code FilterExpression}. */
  public static Condition filter(String text, Placeholders placeholders) {
    return condition(ExpressionKind.FILTER, text, placeholders);
  }

  /** A {@code KeyConditionExpression}; {@link KeyConditionAnalyzer} makes a range of it. */
  public static Condition keyCondition(String text, Placeholders placeholders) {
    return condition(ExpressionKind.KEY_CONDITION, text, placeholders);
  }

  /** A {@code ProjectionExpression}. */
  public static ItemProjection projection(String text, Placeholders placeholders) {
    return new ProjectionParser(new Tokens(ExpressionKind.PROJECTION, text), placeholders).parse();
  }

  /** An {@code UpdateExpression}. */
  public static Update update(String text, Placeholders placeholders) {
    return new UpdateParser(new Tokens(ExpressionKind.UPDATE, text), placeholders).parse();
  }

  private static Condition condition(ExpressionKind kind, String text, Placeholders placeholders) {
    return new ConditionParser(new Tokens(kind, text), placeholders).parse();
  }
}
