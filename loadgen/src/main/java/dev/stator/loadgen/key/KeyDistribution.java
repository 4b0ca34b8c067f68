package dev.stator.loadgen.key;

import dev.stator.loadgen.schedule.Durations;
import java.util.Locale;

/** How likely each item is to be asked for. */
public sealed interface KeyDistribution {
  /** All alike. */
  record Uniform() implements KeyDistribution {}

  /** A few very popular ones, spread over all. */
  record Zipfian(double exponent) implements KeyDistribution {}

  /** The newest most of all, as zipfian. */
  record Latest(double exponent) implements KeyDistribution {}

  /**
   * A share of the requests goes to a share of the items; both from 0 to 1.
   *
   * @param moveEverySeconds how often the popular items become others; 0 for never
   */
  record Hotspot(double items, double requests, double moveEverySeconds)
      implements KeyDistribution {}

  /** One after the other, and from the first again. */
  record Sequential() implements KeyDistribution {}

  /** Always the same. */
  record Single(long number) implements KeyDistribution {}

  /**
   * Reads {@code uniform}, {@code zipfian[:0.99]}, {@code latest[:0.99]}, {@code
   * hotspot[:0.2,0.8]}, {@code moving[:0.01,0.9,10s]}, {@code sequential}, {@code single[:0]}.
   *
   * @throws IllegalArgumentException when the text is something else
   */
  static KeyDistribution parse(String text) {
    int colon = text.indexOf(':');
    String kind = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
    String[] parts = colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1);
    try {
      return switch (kind + parts.length) {
        case "uniform0" -> new Uniform();
        case "zipfian0" -> new Zipfian(0.99);
        case "zipfian1" -> new Zipfian(positive(parts[0]));
        case "latest0" -> new Latest(0.99);
        case "latest1" -> new Latest(positive(parts[0]));
        case "hotspot0" -> new Hotspot(0.2, 0.8, 0);
        case "hotspot2" -> new Hotspot(share(parts[0]), share(parts[1]), 0);
        case "moving0" -> new Hotspot(0.01, 0.9, 10);
        case "moving3" ->
            new Hotspot(
                share(parts[0]), share(parts[1]), Durations.parse(parts[2]).toNanos() / 1e9);
        case "sequential0" -> new Sequential();
        case "single0" -> new Single(0);
        case "single1" -> new Single(Long.parseUnsignedLong(parts[0]));
        default -> throw wrong(text);
      };
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
  }

  private static double positive(String text) {
    double number = Double.parseDouble(text);
    if (!(number > 0 && number < 100)) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  private static double share(String text) {
    double share = Double.parseDouble(text);
    if (!(share >= 0 && share <= 1)) {
      throw new NumberFormatException(text);
    }
    return share;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a distribution of keys like uniform, zipfian:0.99, latest:0.99,"
            + " hotspot:0.2,0.8, moving:0.01,0.9,10s, sequential or single:0");
  }
}
