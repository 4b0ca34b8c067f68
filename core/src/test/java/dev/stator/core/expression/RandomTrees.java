package dev.stator.core.expression;

import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random items and trees over few names and values, so that they often meet. */
final class RandomTrees {
  private static final String[] NAMES = {"a", "b", "c", "ü", "long_name"};
  private static final String[] TEXTS = {"", "a", "ab", "b", "aab", "ü", "😀a", "a\u0000"};
  private static final String[] NUMBERS = {"0", "1", "2", "-1", "0.5", "10", "-20", "1e100", "3"};

  private final Random random;

  RandomTrees(Random random) {
    this.random = random;
  }

  Map<String, Object> item() {
    return map(3);
  }

  Object value(int depth) {
    int kinds = depth > 0 ? 13 : 9;
    return switch (random.nextInt(kinds)) {
      case 0 -> text();
      case 1, 2 -> number();
      case 3 -> new Items.Bytes(pick("", "a", "ab", "b", "\u00ff"));
      case 4 -> random.nextBoolean();
      case 5 -> new Items.Nothing();
      case 6 -> set();
      case 7 -> Items.numbers(some("0", "1", "2", "-1", "0.5"));
      case 8 -> Items.binaries(some("a", "ab", "\u00ff"));
      case 9, 10 -> map(depth - 1);
      default -> {
        List<Object> list = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
          list.add(value(depth - 1));
        }
        yield list;
      }
    };
  }

  Path path() {
    List<PathElement> elements = new ArrayList<>();
    elements.add(Name.of(pick(NAMES)));
    while (random.nextInt(3) == 0) {
      elements.add(random.nextBoolean() ? Name.of(pick(NAMES)) : new Index(random.nextInt(5)));
    }
    return new Path(elements);
  }

  /** Paths of which none leads into another. */
  List<Path> distinctPaths(int count) {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path candidate = path();
      if (paths.stream().noneMatch(path -> clash(path, candidate))) {
        paths.add(candidate);
      }
    }
    return paths;
  }

  Constant constant(int depth) {
    return new Constant(Items.encodeValue(value(depth)));
  }

  Operand operand() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> constant(1);
      case 2 -> new SizeOf(random.nextBoolean() ? new PathOperand(path()) : constant(1));
      default -> new PathOperand(path());
    };
  }

  Condition condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 9)) {
      case 0, 1 -> new Condition.Compare(pick(Comparator.values()), operand(), operand());
      case 2 -> new Condition.Between(operand(), operand(), operand());
      case 3 -> new Condition.In(operand(), List.of(operand(), operand(), operand()));
      case 4 -> new Condition.AttributeExists(path());
      case 5 -> new Condition.AttributeNotExists(path());
      case 6 -> new Condition.HasType(operand(), pick(AttributeType.values()));
      case 7 -> new Condition.BeginsWith(operand(), operand());
      case 8 -> new Condition.Contains(operand(), operand());
      case 9 -> new Condition.And(condition(depth - 1), condition(depth - 1));
      case 10 -> new Condition.Or(condition(depth - 1), condition(depth - 1));
      default -> new Condition.Not(condition(depth - 1));
    };
  }

  Update update() {
    boolean legacy = random.nextInt(4) == 0;
    List<UpdateAction> actions = new ArrayList<>();
    for (Path path : distinctPaths(1 + random.nextInt(5))) {
      actions.add(action(legacy ? new Path(List.of(path.head())) : path));
    }
    return new Update(legacy ? withoutRepetition(actions) : actions, legacy);
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private UpdateAction action(Path path) {
    return switch (random.nextInt(6)) {
      case 0 -> new UpdateAction.Remove(path);
      case 1 ->
          new UpdateAction.Add(
              path,
              new Constant(
                  Items.encodeValue(
                      pick(number(), set(), Items.numbers("1", "7"), List.<Object>of("x")))));
      case 2 ->
          new UpdateAction.Delete(
              path, new Constant(Items.encodeValue(pick(set(), Items.numbers("0", "1", "2")))));
      default -> new UpdateAction.Set(path, setValue(2));
    };
  }

  private SetValue setValue(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 3)) {
      case 0 -> new PathOperand(path());
      case 1, 2 -> constant(2);
      case 3 -> new SetValue.Plus(setValue(0), setValue(0));
      case 4 -> new SetValue.Minus(setValue(0), setValue(0));
      case 5 -> new SetValue.IfNotExists(path(), setValue(depth - 1));
      default -> new SetValue.ListAppend(setValue(0), setValue(0));
    };
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      map.put(pick(NAMES), value(depth));
    }
    return map;
  }

  private String text() {
    return pick(TEXTS);
  }

  private BigDecimal number() {
    return new BigDecimal(pick(NUMBERS)).stripTrailingZeros();
  }

  private Items.SetOf set() {
    return Items.strings(some("a", "ab", "b", "", "ü"));
  }

  /** At least one of these, in their order. */
  private String[] some(String... choices) {
    List<String> chosen = new ArrayList<>();
    for (String choice : choices) {
      if (random.nextInt(3) == 0) {
        chosen.add(choice);
      }
    }
    return chosen.isEmpty() ? new String[] {choices[0]} : chosen.toArray(String[]::new);
  }

  private static List<UpdateAction> withoutRepetition(List<UpdateAction> actions) {
    Map<Path, UpdateAction> byPath = new LinkedHashMap<>();
    actions.forEach(action -> byPath.put(action.path(), action));
    return List.copyOf(byPath.values());
  }

  private static boolean clash(Path one, Path two) {
    int common = Math.min(one.elements().size(), two.elements().size());
    for (int i = 0; i < common; i++) {
      PathElement first = one.elements().get(i);
      PathElement second = two.elements().get(i);
      if (first instanceof Name != second instanceof Name) {
        return true;
      }
      if (!first.equals(second)) {
        return false;
      }
    }
    return true;
  }
}
