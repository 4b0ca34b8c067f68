package dev.stator.gateway.model;

/**
 * Inclusive limits of a number, of the characters of a string or of the elements of a collection;
 * {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} stand for no limit.
 */
public record Range(long min, long max) {
  public static final Range ANY = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  public boolean contains(long value) {
    return value >= min && value <= max;
  }

  public boolean isAny() {
    return equals(ANY);
  }
}
