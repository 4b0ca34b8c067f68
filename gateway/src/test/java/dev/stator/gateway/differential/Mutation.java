package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one thing in a body wrong: a member missing, of another type, out of its limits. */
public final class Mutation {
  private final Choice choice;

  public Mutation(Choice choice) {
    this.choice = choice;
  }

  /** A copy of the request with one change somewhere. */
  public Request apply(Request request) {
    Map<String, Object> body = Json.asObject(Json.copy(request.body()));
    List<Runnable> changes = new ArrayList<>();
    collect(body, changes);
    if (!changes.isEmpty()) {
      choice.from(changes).run();
    }
    return new Request(request.operation(), body);
  }

  /** One change for each member and element below this value. */
  private void collect(Object value, List<Runnable> changes) {
    if (value instanceof Map<?, ?>) {
      Map<String, Object> object = Json.asObject(value);
      object.forEach(
          (name, member) -> {
            changes.add(() -> changeMember(object, name));
            collect(member, changes);
          });
    } else if (value instanceof List<?>) {
      List<Object> list = Json.asList(value);
      for (int i = 0; i < list.size(); i++) {
        int index = i;
        changes.add(() -> list.set(index, other(list.get(index))));
        collect(list.get(i), changes);
      }
    }
  }

  private void changeMember(Map<String, Object> object, String name) {
    switch (choice.below(5)) {
      case 0 -> object.remove(name);
      case 1 -> rename(object, name);
      default -> object.put(name, other(object.getOrDefault(name, Json.NULL)));
    }
  }

  private void rename(Map<String, Object> object, String name) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    String newName = choice.of("Unknown", name + "s", "", name.toLowerCase(java.util.Locale.ROOT));
    object.forEach((other, member) -> renamed.put(other.equals(name) ? newName : other, member));
    object.clear();
    object.putAll(renamed);
  }

  /** A value of another type, or of the same with an unusual content. */
  private Object other(Object value) {
    if (choice.chance(50)) {
      return switch (value) {
        case String text -> choice.of("", text + text, "x".repeat(256), "!", text + " ");
        case Integer number -> choice.of(0, -1, Integer.MAX_VALUE, number + 1);
        case Boolean bool -> !bool;
        case Map<?, ?> _ -> Json.object();
        case List<?> _ -> List.of();
        default -> "x";
      };
    }
    return choice.of(
        Json.NULL,
        "tx",
        1,
        1.5,
        true,
        Json.object(),
        Json.object("S", "a"),
        List.of(),
        List.of("a"),
        List.of(Json.object()));
  }
}
