package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The expressions of one request with the names and values they refer to. */
final class RandomExpressions {
  private static final List<String> COMPARATORS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> TYPES =
      List.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS");

  private final Choice choice;
  private final RandomValues random;
  private final Map<String, Object> names = Json.object();
  private final Map<String, Object> values = Json.object();

  RandomExpressions(Choice choice, RandomValues random) {
    this.choice = choice;
    this.random = random;
  }

  /** Adds the expression, or rarely one with a fault in its text. */
  void add(Map<String, Object> body, String member, String expression) {
    body.put(member, choice.chance(3) ? broken(expression) : expression);
  }

  /** Adds the names and values that the expressions use. */
  void addReferences(Map<String, Object> body) {
    if (choice.chance(1)) {
      names.put(choice.of("#unused", "bad", "#", "#a-b"), "a");
    }
    if (choice.chance(1)) {
      values.put(choice.of(":unused", "bad", ":", ":a-b"), random.any());
    }
    if (!names.isEmpty() || choice.chance(1)) {
      body.put("ExpressionAttributeNames", names);
    }
    if (!values.isEmpty() || choice.chance(1)) {
      body.put("ExpressionAttributeValues", values);
    }
  }

  String condition(int depth) {
    if (depth > 0 && choice.chance(50)) {
      String left = condition(depth - 1);
      return switch (choice.below(5)) {
        case 0, 1 -> left + choice.of(" AND ", " and ") + condition(depth - 1);
        case 2 -> left + " OR " + condition(depth - 1);
        case 3 -> "NOT " + left;
        default -> "(" + left + ")";
      };
    }
    return simpleCondition();
  }

  String update() {
    List<String> sections = new ArrayList<>();
    for (String section :
        choice.some(1 + choice.below(2), List.of("SET", "REMOVE", "ADD", "DELETE"))) {
      StringJoiner actions = new StringJoiner(", ");
      for (int i = 1 + choice.below(2); i > 0; i--) {
        actions.add(action(section));
      }
      sections.add(section + " " + actions);
    }
    return String.join(" ", sections);
  }

  String projection() {
    StringJoiner paths = new StringJoiner(",");
    for (int i = 1 + choice.below(3); i > 0; i--) {
      paths.add(path());
    }
    return paths.toString();
  }

  /** A reference to this name, or the name itself. */
  String name(String name) {
    if (choice.chance(60)) {
      return name;
    }
    String reference = "#" + name;
    names.put(reference, name);
    return reference;
  }

  /** A new reference to this value. */
  String value(Object value) {
    String reference = ":v" + values.size();
    values.put(reference, value);
    return reference;
  }

  private String simpleCondition() {
    String name = choice.from(RandomValues.ATTRIBUTES);
    return switch (choice.below(14)) {
      case 0, 1, 2 -> operand(name) + " " + choice.from(COMPARATORS) + " " + operand(name);
      case 3 -> operand(name) + " BETWEEN " + operand(name) + " AND " + operand(name);
      case 4 -> path(name) + " IN (" + operand(name) + ", " + operand(name) + ")";
      case 5 -> "attribute_exists(" + path(name) + ")";
      case 6 -> "attribute_not_exists(" + path(name) + ")";
      case 7 ->
          "attribute_type("
              + path(name)
              + ", "
              + value(Json.object("S", choice.chance(95) ? choice.from(TYPES) : "X"))
              + ")";
      case 8 -> "begins_with(" + path(name) + ", " + operand("s1") + ")";
      case 9 -> "contains(" + path(choice.of("s1", "x1", "y1", "l1")) + ", " + operand(name) + ")";
      case 10 ->
          "size(" + path(name) + ") " + choice.from(COMPARATORS) + " " + value(random.usual("n1"));
      case 11 -> "size(" + operand(name) + ") < size(" + operand(name) + ")";
      case 12 -> operand("pk") + choice.from(COMPARATORS) + operand("s1");
      default -> "attribute_not_exists(pk)";
    };
  }

  private String operand(String name) {
    return choice.chance(60) ? value(random.usual(name)) : path(name);
  }

  private String path() {
    return path(choice.from(RandomValues.ATTRIBUTES));
  }

  private String path(String name) {
    String start = name(choice.chance(90) ? name : choice.from(RandomValues.ATTRIBUTES));
    if (!choice.chance(25)) {
      return start;
    }
    return switch (name.charAt(0)) {
      case 'm' -> start + "." + name(choice.of("n", "s", "l[0]", "l[1]", "m", "m.n", "missing"));
      case 'l' -> start + choice.of("[0]", "[1]", "[2]", "[0].n", "[7]");
      default -> start + choice.of(".a", "[0]");
    };
  }

  private String action(String section) {
    String name = choice.from(RandomValues.ATTRIBUTES);
    return switch (section) {
      case "SET" -> path(name) + " = " + assigned(name);
      case "REMOVE" -> path(name);
      case "ADD" -> {
        String added = choice.of("n1", "n2", "x1", "y1", "w1", "k2", name);
        yield path(added) + " " + value(random.usual(added));
      }
      default -> {
        String set = choice.of("x1", "y1", "w1", name);
        yield path(set) + " " + value(random.usual(set));
      }
    };
  }

  private String assigned(String name) {
    return switch (choice.below(8)) {
      case 0 -> "if_not_exists(" + path(name) + ", " + operand(name) + ")";
      case 1 -> "list_append(" + operand("l1") + ", " + operand("l1") + ")";
      case 2 -> operand("n1") + " + " + operand("n2");
      case 3 -> operand("n1") + " - " + operand("n2");
      case 4 -> path(name);
      default -> value(random.usual(name));
    };
  }

  private String broken(String expression) {
    return switch (choice.below(9)) {
      case 0 -> "";
      case 1 -> "(" + "(" + expression + "))";
      case 2 -> expression + " " + choice.of("AND", ")", "(", ",", "=", ":undefined", "#undefined");
      case 3 -> expression.replaceFirst("[a-z]\\d", choice.of("status", "size", "#no", ":no"));
      case 4 -> expression.replaceFirst("\\(", "");
      case 5 -> expression.replaceFirst("\\)", "");
      case 6 -> expression.replaceFirst(",", choice.of("", ",,", ", ,"));
      case 7 -> expression.replaceFirst("[a-z_]+\\(", choice.of("unknown(", "size(", "SIZE(", "("));
      default -> withoutOneWord(expression);
    };
  }

  private String withoutOneWord(String expression) {
    List<String> words = new ArrayList<>(List.of(expression.split(" ")));
    words.remove(choice.below(words.size()));
    return String.join(" ", words);
  }
}
