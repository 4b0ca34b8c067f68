package dev.stator.gateway.model;

import org.jspecify.annotations.Nullable;

/**
 * A member of a structure.
 *
 * @param name as in JSON
 * @param path as validation messages call it: the first letter in lower case
 * @param terse whether its faults are told by JSON names and without the value
 * @param emptyMessage what is said when the collection given is empty, in place of the usual words
 */
public record Member(
    String name,
    String path,
    Shape shape,
    boolean required,
    boolean terse,
    @Nullable String emptyMessage) {
  static String pathOf(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
