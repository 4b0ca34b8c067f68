package dev.stator.loadgen.schedule;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reads rates: {@code 1000}, {@code ramp:100-5000}, {@code step:1000,2000,4000}, {@code
 * sine:1000,500,10s} (mean, amplitude, period), {@code burst:1000,5000,10s,1s} (base, peak, every,
 * lasting).
 */
public final class RateParser {
  private RateParser() {}

  /**
   * Reads a rate.
   *
   * @param over what a ramp and the steps together last
   * @throws IllegalArgumentException when the text is no rate
   */
  public static RateProfile parse(String text, Duration over) {
    double overSeconds = over.toNanos() / 1e9;
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "constant" : text.substring(0, colon);
    String[] parts = text.substring(colon + 1).split("[,-]", -1);
    return switch (kind + parts.length) {
      case "constant1" -> new RateProfile.Constant(rate(parts[0], text));
      case "ramp2" -> new RateProfile.Ramp(rate(parts[0], text), rate(parts[1], text), overSeconds);
      case "sine3" ->
          new RateProfile.Sine(rate(parts[0], text), rate(parts[1], text), seconds(parts[2], text));
      case "burst4" ->
          new RateProfile.Burst(
              rate(parts[0], text),
              rate(parts[1], text),
              seconds(parts[2], text),
              seconds(parts[3], text));
      default -> steps(kind, parts, text, overSeconds);
    };
  }

  private static RateProfile steps(String kind, String[] parts, String text, double overSeconds) {
    if (!kind.equals("step")) {
      throw wrong(text);
    }
    List<Double> rates = Arrays.stream(parts).map(part -> rate(part, text)).toList();
    return new RateProfile.Step(rates, overSeconds / rates.size());
  }

  private static double rate(String part, String text) {
    try {
      double rate = Double.parseDouble(part);
      if (rate >= 0 && rate <= 1e9) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  private static double seconds(String part, String text) {
    try {
      return Durations.parse(part).toNanos() / 1e9;
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a rate like 1000, ramp:100-5000, step:1000,2000,4000, sine:1000,500,10s or"
            + " burst:1000,5000,10s,1s");
  }
}
