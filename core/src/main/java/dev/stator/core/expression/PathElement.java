package dev.stator.core.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One step of a document path: into a map by name, or into a list by index. */
public sealed interface PathElement {
  /** The name of an attribute or of a member of a map. */
  final class Name implements PathElement {
    private final byte[] utf8;
    private @Nullable String text;

    private Name(byte[] utf8, @Nullable String text) {
      this.utf8 = utf8;
      this.text = text;
    }

    public static Name of(String text) {
      return new Name(text.getBytes(UTF_8), text);
    }

    /** A name from its UTF-8 bytes, which the caller must not change afterwards. */
    public static Name ofUtf8(byte[] utf8) {
      return new Name(utf8, null);
    }

    /** The name's bytes, not a copy: read only. */
    public byte[] utf8() {
      return utf8;
    }

    public String text() {
      String known = text;
      if (known == null) {
        known = new String(utf8, UTF_8);
        text = known;
      }
      return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name name && Arrays.equals(utf8, name.utf8);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(utf8);
    }

    /** The name as messages of the service show it. */
    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * A position in a list, from 0.
   *
   * @param value at most {@link #MAX}
   */
  record Index(long value) implements PathElement {
    /** The largest index an expression may contain. */
    public static final long MAX = 4_294_967_294L;

    /** The index as messages of the service show it. */
    @Override
    public String toString() {
      return "[" + value + "]";
    }
  }
}
