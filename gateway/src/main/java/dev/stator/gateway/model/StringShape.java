package dev.stator.gateway.model;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A string with limits of its length in characters, a pattern the whole string must match, or the
 * values allowed, in the order in which the service lists them (empty: any).
 */
public record StringShape(String name, Range length, @Nullable Pattern pattern, List<String> values)
    implements Shape {
  public StringShape {
    values = List.copyOf(values);
  }

  public boolean isConstrained() {
    return !length.isAny() || pattern != null || !values.isEmpty();
  }
}
