package dev.stator.core.expression;

import dev.stator.core.expression.PathElement.Name;
import java.util.List;

/** A document path: the name of an attribute, then steps into maps and lists. */
public record Path(List<PathElement> elements) {
  public Path {
    elements = List.copyOf(elements);
    if (elements.isEmpty() || !(elements.getFirst() instanceof Name)) {
      throw new IllegalArgumentException("a path begins with a name: " + elements);
    }
  }

  /** The path of a whole attribute. */
  public static Path ofAttribute(String name) {
    return new Path(List.of(Name.of(name)));
  }

  /** The attribute the path begins with. */
  public Name head() {
    return (Name) elements.getFirst();
  }

  /** True when the path is a whole attribute. */
  public boolean isTopLevel() {
    return elements.size() == 1;
  }

  /** The path as messages of the service show it: {@code [a, b, [1]]}. */
  @Override
  public String toString() {
    return elements.toString();
  }
}
