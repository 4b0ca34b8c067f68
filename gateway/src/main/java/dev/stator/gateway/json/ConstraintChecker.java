package dev.stator.gateway.json;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.model.AttributeValueShape;
import dev.stator.gateway.model.BlobShape;
import dev.stator.gateway.model.BooleanShape;
import dev.stator.gateway.model.DoubleShape;
import dev.stator.gateway.model.IntegerShape;
import dev.stator.gateway.model.ListShape;
import dev.stator.gateway.model.LongShape;
import dev.stator.gateway.model.MapShape;
import dev.stator.gateway.model.Member;
import dev.stator.gateway.model.Range;
import dev.stator.gateway.model.Shape;
import dev.stator.gateway.model.StringShape;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.model.TableNameShape;
import dev.stator.gateway.model.TableNameShape.Absence;
import dev.stator.gateway.model.TimestampShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the members of a request against the constraints of their shapes. */
public final class ConstraintChecker {
  private static final int MAX_FAULTS = 10;

  /** Where a member is: the places around it, and an element's position or a map's key. */
  private record Place(@Nullable Place parent, Member member, @Nullable String element) {
    String path(boolean terse) {
      String name = terse ? member.name() : member.path();
      String around = parent == null ? name : parent.path(terse) + "." + name;
      return element == null ? around : around + "." + element + ".member";
    }
  }

  private final List<String> faults = new ArrayList<>(0);

  private ConstraintChecker() {}

  /**
   * Accepts the structure, or throws: what is wrong with the name of its table alone, else all
   * faults as one, at most ten.
   *
   * @throws RequestException "N validation errors detected: ..."
   */
  public static void check(Structure structure) {
    ConstraintChecker checker = new ConstraintChecker();
    checker.checkTableName(structure);
    checker.checkMembers(structure, null);
    checker.throwFaults();
    checkNotEmpty(structure);
  }

  private void checkTableName(Structure structure) {
    for (Member member : structure.shape().members()) {
      if (member.shape() instanceof TableNameShape shape) {
        String name = structure.string(member.name());
        if (name == null && shape.absence() == Absence.PARAMETER_REQUIRED) {
          throw RequestException.validation(
              "The parameter '"
                  + member.name()
                  + "' is required but was not present in the request");
        }
        if (name != null) {
          checkTableName(shape, member, name, null);
          throwFaults();
        }
      }
    }
  }

  private void throwFaults() {
    int count = faults.size();
    if (count > 0) {
      throw RequestException.validation(
          count
              + (count == 1 ? " validation error detected: " : " validation errors detected: ")
              + String.join("; ", faults));
    }
  }

  private static void checkNotEmpty(Structure structure) {
    List<Member> members = structure.shape().members();
    for (int i = 0; i < members.size(); i++) {
      String message = members.get(i).emptyMessage();
      if (message != null && structure.get(i) instanceof Map<?, ?> map && map.isEmpty()) {
        throw RequestException.validation(message);
      }
    }
  }

  private void checkMembers(Structure structure, @Nullable Place parent) {
    StructureShape shape = structure.shape();
    for (int i = 0; i < shape.count(); i++) {
      Member member = shape.member(i);
      @Nullable Object value = structure.get(i);
      if (value != null) {
        checkMember(member, value, parent);
      } else if (member.required()) {
        add("Value null at '" + path(member, parent, false) + "'", "Member must not be null");
      }
    }
  }

  private void checkMember(Member member, Object value, @Nullable Place parent) {
    switch (member.shape()) {
      case StringShape shape -> checkString(shape, member, (String) value, parent);
      case IntegerShape shape -> checkRange(shape.range(), member, (Integer) value, parent);
      case LongShape shape -> checkRange(shape.range(), member, (Long) value, parent);
      case ListShape shape -> checkList(shape, member, (List<?>) value, parent);
      case MapShape shape -> {
        if (value instanceof Map<?, ?> map) {
          checkMap(shape, member, map, parent);
        }
      }
      case StructureShape _ -> checkMembers((Structure) value, new Place(parent, member, null));
      case TableNameShape shape -> {
        if (parent != null) {
          checkTableName(shape, member, (String) value, parent);
        }
      }
      case AttributeValueShape _, BlobShape _, BooleanShape _, DoubleShape _, TimestampShape _ -> {}
    }
  }

  /** Tells at most one fault of the name. */
  private void checkTableName(
      TableNameShape shape, Member member, String name, @Nullable Place parent) {
    String constraint = violation(shape, name);
    if (constraint != null) {
      add(member, name, parent, constraint);
    }
  }

  private static @Nullable String violation(TableNameShape shape, String name) {
    boolean isArn = name.startsWith(TableNameShape.ARN_PREFIX);
    int maxLength = isArn ? TableNameShape.MAX_ARN_LENGTH : TableNameShape.MAX_LENGTH;
    if (name.length() < shape.minLength()) {
      return minLength(shape.minLength());
    }
    if (name.length() > maxLength) {
      return maxLength(maxLength);
    }
    return isArn || TableNameShape.isWellFormed(name) ? null : pattern(TableNameShape.PATTERN);
  }

  private void checkString(StringShape shape, Member member, String value, @Nullable Place parent) {
    if (!shape.isConstrained()) {
      return;
    }
    if (!shape.values().isEmpty() && !shape.values().contains(value)) {
      add(member, value, parent, enumValues(shape));
    }
    if (shape.pattern() != null && !shape.pattern().matcher(value).matches()) {
      add(member, value, parent, pattern(shape.pattern().pattern()));
    }
    checkLength(shape.length(), value.length(), member, value, parent);
  }

  private void checkRange(Range range, Member member, Number value, @Nullable Place parent) {
    long number = value.longValue();
    if (number < range.min()) {
      add(member, value, parent, "Member must have value greater than or equal to " + range.min());
    }
    if (number > range.max()) {
      add(member, value, parent, "Member must have value less than or equal to " + range.max());
    }
  }

  private void checkLength(
      Range range, int length, Member member, Object value, @Nullable Place parent) {
    if (length < range.min()) {
      add(member, value, parent, minLength(range.min()));
    }
    if (length > range.max()) {
      add(member, value, parent, maxLength(range.max()));
    }
  }

  private void checkList(ListShape shape, Member member, List<?> list, @Nullable Place parent) {
    checkLength(shape.length(), list.size(), member, list, parent);
    if (shape.element() instanceof StringShape element && !allSatisfy(element, list)) {
      add(member, list, parent, "Member must satisfy constraint: " + constraints(element));
    }
    checkElements(list, member, parent, "");
  }

  /** Descends into the structures of a list. */
  private void checkElements(List<?> list, Member member, @Nullable Place parent, String prefix) {
    for (int i = 0; i < list.size() && list.get(i) instanceof Structure element; i++) {
      checkMembers(element, new Place(parent, member, prefix + (i + 1)));
    }
  }

  private void checkMap(MapShape shape, Member member, Map<?, ?> map, @Nullable Place parent) {
    if (member.emptyMessage() == null || !map.isEmpty()) {
      checkLength(shape.length(), map.size(), member, map, parent);
    }
    if (!allSatisfy(shape.key(), map.keySet())) {
      add(member, map, parent, "Map keys must satisfy constraint: " + constraints(shape.key()));
    }
    if (!allSatisfy(shape.value(), map.values())) {
      add(member, map, parent, "Map value must satisfy constraint: " + constraints(shape.value()));
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = entry.getKey().toString();
      if (entry.getValue() instanceof Structure value) {
        checkMembers(value, new Place(parent, member, key));
      } else if (entry.getValue() instanceof List<?> list) {
        checkElements(list, member, parent, key + ".member.");
      }
    }
  }

  /** Whether the keys, values or elements of a collection satisfy what is told at its own path. */
  private static boolean allSatisfy(Shape shape, Collection<?> values) {
    for (Object value : values) {
      boolean satisfied =
          switch (shape) {
            case StringShape string -> satisfies(string, (String) value);
            case TableNameShape name -> violation(name, (String) value) == null;
            case ListShape list -> list.length().contains(((List<?>) value).size());
            default -> true;
          };
      if (!satisfied) {
        return false;
      }
    }
    return true;
  }

  private static boolean satisfies(StringShape shape, String value) {
    return shape.length().contains(value.length())
        && (shape.pattern() == null || shape.pattern().matcher(value).matches())
        && (shape.values().isEmpty() || shape.values().contains(value));
  }

  private static String constraints(Shape shape) {
    List<String> all = new ArrayList<>();
    switch (shape) {
      case StringShape string -> {
        addLengths(all, string.length());
        if (string.pattern() != null) {
          all.add(pattern(string.pattern().pattern()));
        }
        if (!string.values().isEmpty()) {
          all.add(enumValues(string));
        }
      }
      case TableNameShape name -> {
        addLengths(all, new Range(name.minLength(), TableNameShape.MAX_LENGTH));
        all.add(pattern(TableNameShape.PATTERN));
      }
      case ListShape list -> addLengths(all, list.length());
      default -> {}
    }
    return all.toString();
  }

  private static void addLengths(List<String> all, Range length) {
    if (length.max() != Long.MAX_VALUE) {
      all.add(maxLength(length.max()));
    }
    if (length.min() != Long.MIN_VALUE) {
      all.add(minLength(length.min()));
    }
  }

  private static String minLength(long length) {
    return "Member must have length greater than or equal to " + length;
  }

  private static String maxLength(long length) {
    return "Member must have length less than or equal to " + length;
  }

  private static String pattern(String pattern) {
    return "Member must satisfy regular expression pattern: " + pattern;
  }

  private static String enumValues(StringShape shape) {
    return "Member must satisfy enum value set: " + shape.values();
  }

  private void add(Member member, Object value, @Nullable Place parent, String constraint) {
    if (faults.size() < MAX_FAULTS) {
      String quoted = member.terse() ? "Value" : "Value '" + ValueEcho.of(value) + "'";
      add(quoted + " at '" + path(member, parent, member.terse()) + "'", constraint);
    }
  }

  private void add(String what, String constraint) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(what + " failed to satisfy constraint: " + constraint);
    }
  }

  private static String path(Member member, @Nullable Place parent, boolean terse) {
    return new Place(parent, member, null).path(terse);
  }
}
