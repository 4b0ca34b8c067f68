package dev.stator.core.expression;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the references of a request's expressions stand for: {@code ExpressionAttributeNames} and
 * {@code ExpressionAttributeValues}. Remembers which were used, over all expressions it is given
 * to.
 */
public final class Placeholders {
  private static final int MAX_ATTRIBUTE_NAME_BYTES = 65535;

  private final Map<String, String> names;
  private final Slice values;
  private final Set<String> usedNames = new HashSet<>();
  private final Set<String> usedValues = new HashSet<>();

  /**
   * @param names by their references, which begin with '#'; in the order to list them in messages
   * @param values an item whose attributes are named by their references, which begin with ':'
   */
  public Placeholders(@Nullable Map<String, String> names, @Nullable Slice values) {
    this.names = names == null ? Map.of() : names;
    this.values = values == null ? new Slice(new UnsafeBuffer(new byte[0]), 0, 0) : values;
  }

  /**
   * Refuses {@code ExpressionAttributeNames} that are empty or have keys that are no references.
   */
  public static void checkNames(Map<String, String> names) {
    if (names.isEmpty()) {
      throw RequestException.validation("ExpressionAttributeNames must not be empty");
    }
    for (Map.Entry<String, String> entry : names.entrySet()) {
      checkReference("ExpressionAttributeNames", '#', entry.getKey());
      if (entry.getValue().isEmpty()) {
        throw RequestException.validation(
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key "
                + entry.getKey());
      }
      if (PathElement.Name.of(entry.getValue()).utf8().length > MAX_ATTRIBUTE_NAME_BYTES) {
        throw RequestException.validation(
            "One or more parameter values were invalid: "
                + "Attribute name is too large, must be less than 65536 bytes");
      }
    }
  }

  /**
   * Refuses {@code ExpressionAttributeValues}, given by their keys, as {@link #checkNames} does.
   */
  public static void checkValues(Iterable<String> references) {
    if (!references.iterator().hasNext()) {
      throw RequestException.validation("ExpressionAttributeValues must not be empty");
    }
    for (String reference : references) {
      checkReference("ExpressionAttributeValues", ':', reference);
    }
  }

  /** Refuses names and values that no expression has used. */
  public void checkAllUsed() {
    List<String> unusedNames = new ArrayList<>(names.keySet());
    unusedNames.removeAll(usedNames);
    refuseUnused("ExpressionAttributeNames", unusedNames);
    List<String> unusedValues = valueReferences();
    unusedValues.removeAll(usedValues);
    refuseUnused("ExpressionAttributeValues", unusedValues);
  }

  /** The attribute a reference such as {@code #a} stands for, null when it is not defined. */
  @Nullable String name(String reference) {
    usedNames.add(reference);
    return names.get(reference);
  }

  /** A copy of the value a reference such as {@code :v} stands for, null when not defined. */
  @Nullable Slice value(String reference) {
    usedValues.add(reference);
    int offset = ItemScanner.find(values.buffer(), values.offset(), values.length(), reference);
    if (offset < 0) {
      return null;
    }
    return Values.slice(values.buffer(), offset).copy();
  }

  private List<String> valueReferences() {
    List<String> references = new ArrayList<>();
    AttributeCursor cursor =
        new AttributeCursor().wrap(values.buffer(), values.offset(), values.length());
    while (cursor.next()) {
      references.add(
          values.buffer().getStringWithoutLengthUtf8(cursor.nameOffset(), cursor.nameLength()));
    }
    return references;
  }

  private static void refuseUnused(String parameter, List<String> unused) {
    if (!unused.isEmpty()) {
      throw RequestException.validation(
          "Value provided in "
              + parameter
              + " unused in expressions: keys: {"
              + String.join(", ", unused)
              + "}");
    }
  }

  private static void checkReference(String parameter, char prefix, String reference) {
    boolean valid = reference.length() > 1 && reference.charAt(0) == prefix;
    for (int i = 1; valid && i < reference.length(); i++) {
      valid = Tokenizer.isWordPart(reference.charAt(i));
    }
    if (!valid) {
      throw RequestException.validation(
          parameter + " contains invalid key: Syntax error; key: \"" + reference + "\"");
    }
  }
}
