package dev.stator.core.expression;

import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Updates of items as plain Java values: slow, obvious, and the judge of the evaluator. */
final class NaiveUpdate {
  private static final Object REMOVED = new Object();
  private static final Object UNCHANGED = new Object();

  private final Update update;
  private final Map<String, Object> before;
  private final boolean isNew;
  private final IdentityHashMap<List<?>, TreeMap<Long, Object>> appended = new IdentityHashMap<>();

  private NaiveUpdate(Update update, Map<String, Object> before, boolean isNew) {
    this.update = update;
    this.before = before;
    this.isNew = isNew;
  }

  static Map<String, Object> apply(Update update, Map<String, Object> item, boolean isNew) {
    return new NaiveUpdate(update, item, isNew).run();
  }

  private Map<String, Object> run() {
    List<Object> results = new ArrayList<>();
    for (UpdateAction action : update.actions()) {
      results.add(result(action));
    }
    Object root = mutableCopy(before);
    for (int i = 0; i < results.size(); i++) {
      write(root, update.actions().get(i), results.get(i));
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> after = (Map<String, Object>) settled(root);
    return after;
  }

  private Object result(UpdateAction action) {
    return switch (action) {
      case UpdateAction.Set(_, SetValue value) -> evaluate(value);
      case UpdateAction.Remove _ -> REMOVED;
      case UpdateAction.Add(Path path, Constant constant) ->
          added(NaiveDocument.find(path, before), value(constant));
      case UpdateAction.Delete(Path path, Constant constant) ->
          remaining(NaiveDocument.find(path, before), value(constant));
    };
  }

  private Object added(@Nullable Object current, Object addend) {
    if (current == null) {
      return addend;
    }
    if (current instanceof BigDecimal one && addend instanceof BigDecimal two) {
      return checked(one.add(two));
    }
    if (current instanceof Items.SetOf one
        && addend instanceof Items.SetOf two
        && one.tag() == two.tag()) {
      TreeSet<String> union = new TreeSet<>(one.elements());
      union.addAll(two.elements());
      return new Items.SetOf(one.tag(), union);
    }
    if (update.legacy() && current instanceof List<?> one && addend instanceof List<?> two) {
      return concatenated(one, two);
    }
    throw mismatch();
  }

  private Object remaining(@Nullable Object current, Object elements) {
    if (current == null) {
      return UNCHANGED;
    }
    if (current instanceof Items.SetOf one
        && elements instanceof Items.SetOf two
        && one.tag() == two.tag()) {
      TreeSet<String> difference = new TreeSet<>(one.elements());
      difference.removeAll(two.elements());
      return difference.isEmpty() ? REMOVED : new Items.SetOf(one.tag(), difference);
    }
    throw mismatch();
  }

  private Object evaluate(SetValue value) {
    return switch (value) {
      case Constant constant -> value(constant);
      case PathOperand(Path path) -> {
        Object found = NaiveDocument.find(path, before);
        if (found == null) {
          throw RequestException.validation(
              "The provided expression refers to an attribute that does not exist in the item");
        }
        yield found;
      }
      case SetValue.Plus(var left, var right) -> checked(number(left).add(number(right)));
      case SetValue.Minus(var left, var right) -> checked(number(left).subtract(number(right)));
      case SetValue.IfNotExists(var path, var otherwise) -> {
        Object found = NaiveDocument.find(path, before);
        yield found == null ? evaluate(otherwise) : found;
      }
      case SetValue.ListAppend(var left, var right) -> concatenated(list(left), list(right));
    };
  }

  private BigDecimal number(SetValue value) {
    if (evaluate(value) instanceof BigDecimal number) {
      return number;
    }
    throw mismatch();
  }

  private List<?> list(SetValue value) {
    if (evaluate(value) instanceof List<?> list) {
      return list;
    }
    throw mismatch();
  }

  private void write(Object root, UpdateAction action, Object result) {
    List<PathElement> elements = action.path().elements();
    Object parent = root;
    for (PathElement element : elements.subList(0, elements.size() - 1)) {
      Object child = child(parent, element);
      if (child == null) {
        if (isNew && parent instanceof Map && action instanceof UpdateAction.Remove) {
          return;
        }
        throw invalidPath();
      }
      parent = child;
    }
    writeLast(parent, elements.getLast(), result);
  }

  private static @Nullable Object child(Object parent, PathElement element) {
    if (parent instanceof Map<?, ?> map && element instanceof Name name) {
      return map.get(name.text());
    }
    if (parent instanceof List<?> list && element instanceof Index(long index)) {
      return index < list.size() ? list.get((int) index) : null;
    }
    throw invalidPath();
  }

  @SuppressWarnings("unchecked")
  private void writeLast(Object parent, PathElement element, Object result) {
    if (parent instanceof Map<?, ?> && element instanceof Name name) {
      Map<String, Object> map = (Map<String, Object>) parent;
      if (result == REMOVED) {
        map.remove(name.text());
      } else if (result != UNCHANGED) {
        map.put(name.text(), result);
      }
    } else if (parent instanceof List<?> && element instanceof Index(long index)) {
      List<Object> list = (List<Object>) parent;
      if (result != UNCHANGED && index < list.size()) {
        list.set((int) index, result);
      } else if (result != UNCHANGED && result != REMOVED) {
        appended.computeIfAbsent(list, _ -> new TreeMap<>()).put(index, result);
      }
    } else {
      throw invalidPath();
    }
  }

  /** Without removed elements and with appended ones. */
  private Object settled(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> settled = new LinkedHashMap<>();
      map.forEach((name, member) -> settled.put((String) name, settled(member)));
      return settled;
    }
    if (value instanceof List<?> list) {
      List<Object> settled = new ArrayList<>();
      for (Object element : list) {
        if (element != REMOVED) {
          settled.add(settled(element));
        }
      }
      settled.addAll(appended.getOrDefault(list, new TreeMap<>()).values());
      return settled;
    }
    return value;
  }

  private static Object mutableCopy(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put(name, mutableCopy(member)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(mutableCopy(element)));
      return copy;
    }
    return value;
  }

  private static Object value(Constant constant) {
    return Items.decodeValue(constant.value().buffer(), constant.value().offset());
  }

  private static List<Object> concatenated(List<?> left, List<?> right) {
    List<Object> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  /** Refuses what is no number of the service, with its message. */
  private static BigDecimal checked(BigDecimal number) {
    Items.encodeValue(number);
    return number.stripTrailingZeros();
  }

  private RequestException mismatch() {
    return RequestException.validation(
        update.legacy()
            ? "Type mismatch for attribute to update"
            : "An operand in the update expression has an incorrect data type");
  }

  private static RequestException invalidPath() {
    return RequestException.validation(
        "The document path provided in the update expression is invalid for update");
  }
}
