package dev.stator.loadgen.workload;

import java.util.SplittableRandom;

/**
 * The sizes of items in bytes, as DynamoDB counts them. The size of an item follows from its
 * number, so that it is the same whenever it is written.
 */
public sealed interface SizeDistribution {
  int MAX = 400 * 1024;

  /** All the same. */
  record Fixed(int bytes) implements SizeDistribution {}

  /** From one to the other, all alike. */
  record Uniform(int from, int to) implements SizeDistribution {}

  /** Around a mean. */
  record Normal(double mean, double deviation) implements SizeDistribution {}

  /** Around a median, with a few very large ones: sigma is that of the natural logarithm. */
  record LogNormal(double median, double sigma) implements SizeDistribution {}

  /** The size of an item, at least {@code min}. */
  default int of(long number, int min) {
    double size =
        switch (this) {
          case Fixed fixed -> fixed.bytes();
          case Uniform uniform ->
              new SplittableRandom(number).nextInt(uniform.from(), uniform.to() + 1);
          case Normal normal ->
              new SplittableRandom(number).nextGaussian(normal.mean(), normal.deviation());
          case LogNormal log ->
              log.median() * Math.exp(log.sigma() * new SplittableRandom(number).nextGaussian());
        };
    return (int) Math.clamp(size, min, MAX);
  }

  /** The mean, for estimates. */
  default double mean() {
    return switch (this) {
      case Fixed fixed -> fixed.bytes();
      case Uniform uniform -> (uniform.from() + uniform.to()) / 2.0;
      case Normal normal -> normal.mean();
      case LogNormal log -> log.median() * Math.exp(log.sigma() * log.sigma() / 2);
    };
  }

  /**
   * Reads {@code 1024}, {@code uniform:100,4096}, {@code normal:1024,200}, {@code
   * lognormal:1024,0.5}.
   *
   * @throws IllegalArgumentException when the text is something else
   */
  static SizeDistribution parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? "fixed" : text.substring(0, colon);
    String[] parts = text.substring(colon + 1).split(",", -1);
    try {
      return switch (kind + parts.length) {
        case "fixed1" -> new Fixed(bytes(parts[0]));
        case "uniform2" -> new Uniform(bytes(parts[0]), bytes(parts[1]));
        case "normal2" -> new Normal(bytes(parts[0]), Double.parseDouble(parts[1]));
        case "lognormal2" -> new LogNormal(bytes(parts[0]), Double.parseDouble(parts[1]));
        default -> throw new NumberFormatException(text);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a size of items like 1024, uniform:100,4096, normal:1024,200 or"
              + " lognormal:1024,0.5, up to "
              + MAX,
          e);
    }
  }

  private static int bytes(String text) {
    int bytes = Integer.parseInt(text);
    if (bytes < 1 || bytes > MAX) {
      throw new NumberFormatException(text);
    }
    return bytes;
  }
}
