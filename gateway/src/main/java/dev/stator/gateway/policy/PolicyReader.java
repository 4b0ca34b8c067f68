package dev.stator.gateway.policy;

import dev.stator.gateway.json.JsonTree;
import dev.stator.gateway.policy.Statement.Patterns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads policies. Whatever would be ignored is refused: a statement that does less than its writer
 * thinks is a door left open.
 */
final class PolicyReader {
  private static final String VERSION = "2012-10-17";
  private static final int MAX_LENGTH = 20 * 1024;

  private final boolean ofResource;

  /**
   * @param ofResource whether statements must say whom they are about, or must not
   */
  PolicyReader(boolean ofResource) {
    this.ofResource = ofResource;
  }

  PolicyDocument read(String json) {
    if (json.length() > MAX_LENGTH) {
      throw new PolicyException("a policy has at most " + MAX_LENGTH + " characters");
    }
    Map<String, ?> document = object(parse(json), "the policy");
    requireNames(document, Set.of("Version", "Id", "Statement"));
    if (!VERSION.equals(document.get("Version"))) {
      throw new PolicyException("Version must be \"" + VERSION + "\"");
    }
    List<Statement> statements = new ArrayList<>();
    for (Object statement : listOf(required(document, "Statement"))) {
      statements.add(statement(object(statement, "a statement")));
    }
    return new PolicyDocument(statements);
  }

  private static @Nullable Object parse(String json) {
    try {
      return JsonTree.parse(json);
    } catch (IllegalArgumentException malformed) {
      throw new PolicyException(String.valueOf(malformed.getMessage()), malformed);
    }
  }

  private Statement statement(Map<String, ?> statement) {
    requireNames(
        statement,
        Set.of(
            "Sid",
            "Effect",
            "Principal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition"));
    String effect = text(required(statement, "Effect"));
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw new PolicyException("Effect must be Allow or Deny: " + effect);
    }
    Patterns actions = patterns(statement, "Action", true);
    Patterns resources = patterns(statement, "Resource", false);
    actions.texts().forEach(PolicyReader::checkAction);
    resources.texts().forEach(PolicyReader::checkResource);
    return new Statement(
        effect.equals("Allow"),
        actions,
        resources,
        principals(statement.get("Principal")),
        conditions(statement.get("Condition")));
  }

  private static Patterns patterns(Map<String, ?> statement, String name, boolean ignoringCase) {
    String opposite = "Not" + name;
    boolean negated = statement.containsKey(opposite);
    if (negated == statement.containsKey(name)) {
      throw new PolicyException("a statement has either " + name + " or " + opposite);
    }
    List<String> texts = texts(statement.get(negated ? opposite : name));
    if (texts.isEmpty()) {
      throw new PolicyException(name + " is empty");
    }
    return new Patterns(texts, negated, ignoringCase);
  }

  private static void checkAction(String action) {
    if (!Actions.anyMatches(action)) {
      throw PolicyException.ofActions(List.of(action));
    }
  }

  private static void checkResource(String resource) {
    Variables.check(resource);
    if (resource.equals("*")) {
      return;
    }
    String[] parts = resource.split(":", 6);
    if (parts.length < 6 || !parts[0].equals("arn")) {
      throw new PolicyException("neither * nor an ARN: " + resource);
    }
    if (!Wildcard.matches(parts[1], "aws", false)
        || !Wildcard.matches(parts[2], "dynamodb", false)) {
      throw new PolicyException("no resource of DynamoDB: " + resource);
    }
    if (!Wildcard.matches(parts[4], PolicyDocument.ACCOUNT, false)) {
      throw new PolicyException("the only account is " + PolicyDocument.ACCOUNT + ": " + resource);
    }
    if (!parts[5].startsWith("table/") && !parts[5].startsWith("*")) {
      throw new PolicyException("no resource of DynamoDB: " + resource);
    }
  }

  private List<String> principals(@Nullable Object principal) {
    if (!ofResource) {
      if (principal != null) {
        throw new PolicyException("Principal is for policies of resources");
      }
      return List.of("*");
    }
    if ("*".equals(principal)) {
      return List.of("*");
    }
    Map<String, ?> object = object(principal, "Principal");
    requireNames(object, Set.of("AWS"));
    List<String> principals = new ArrayList<>();
    for (String text : texts(object.get("AWS"))) {
      principals.add(principal(text));
    }
    if (principals.isEmpty()) {
      throw new PolicyException("Principal is empty");
    }
    return principals;
  }

  /** The account stands for all its users. */
  private static String principal(String text) {
    String account = "arn:aws:iam::" + PolicyDocument.ACCOUNT + ":root";
    if (text.equals("*") || text.equals(PolicyDocument.ACCOUNT) || text.equals(account)) {
      return "*";
    }
    String users = PolicyDocument.userArn("");
    if (!text.startsWith(users) || text.length() == users.length() || Wildcard.isPattern(text)) {
      throw new PolicyException("no principal: " + text);
    }
    return text;
  }

  private static List<Condition> conditions(@Nullable Object conditions) {
    List<Condition> read = new ArrayList<>();
    if (conditions != null) {
      object(conditions, "Condition")
          .forEach(
              (operator, keys) ->
                  object(keys, operator)
                      .forEach((key, values) -> read.add(condition(operator, key, values))));
    }
    return read;
  }

  private static Condition condition(String name, String keyName, @Nullable Object given) {
    ConditionKey key = ConditionKey.find(keyName);
    if (key == null) {
      throw new PolicyException("a condition key that is not supported: " + keyName);
    }
    Operator operator = Operator.parse(name);
    List<String> values = texts(given);
    if (values.isEmpty()) {
      throw new PolicyException("a condition without values: " + keyName);
    }
    values.forEach(Variables::check);
    operator.check(key, values);
    return new Condition(
        key,
        operator.quantifier(),
        operator.comparison(),
        operator.negated(),
        operator.ifExists(),
        values);
  }

  /** Texts of a single value or a list; numbers and truth values as JSON has them. */
  private static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    for (Object each : listOf(value)) {
      texts.add(text(each));
    }
    return texts;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Boolean truth) {
      return truth.toString();
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    throw new PolicyException("not a string: " + value);
  }

  private static List<?> listOf(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of(value == null ? Map.of() : value);
  }

  private static Object required(Map<String, ?> object, String name) {
    Object value = object.get(name);
    if (value == null) {
      throw new PolicyException(name + " is missing");
    }
    return value;
  }

  private static void requireNames(Map<String, ?> object, Set<String> known) {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw new PolicyException("an element that is not supported: " + name);
      }
    }
  }

  @SuppressWarnings("unchecked") // a tree's objects are such maps
  private static Map<String, ?> object(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, ?>) map;
    }
    throw new PolicyException(what + " is not an object");
  }
}
