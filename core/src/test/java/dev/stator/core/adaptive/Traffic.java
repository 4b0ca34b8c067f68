package dev.stator.core.adaptive;

import dev.stator.core.throughput.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Requests of one unit each. */
interface Traffic {
  Traffic NONE = new Uniform(Direction.READ, 0, List.of());

  Direction direction();

  /** Requests in this second. */
  int rate(int second);

  SimulatedKey key(int second, Random random);

  /** Any of some keys, all alike. */
  record Uniform(Direction direction, int perSecond, List<SimulatedKey> keys) implements Traffic {
    @Override
    public int rate(int second) {
      return perSecond;
    }

    @Override
    public SimulatedKey key(int second, Random random) {
      return keys.get(random.nextInt(keys.size()));
    }
  }

  /** Some traffic, and some more, in the proportion of their rates. */
  record Mixed(Traffic one, Traffic other) implements Traffic {
    @Override
    public Direction direction() {
      return one.direction();
    }

    @Override
    public int rate(int second) {
      return one.rate(second) + other.rate(second);
    }

    @Override
    public SimulatedKey key(int second, Random random) {
      Traffic chosen = random.nextInt(rate(second)) < one.rate(second) ? one : other;
      return chosen.key(second, random);
    }
  }

  /** Other traffic in each second. */
  record Changing(Direction direction, IntFunction<Traffic> at) implements Traffic {
    @Override
    public int rate(int second) {
      return at.apply(second).rate(second);
    }

    @Override
    public SimulatedKey key(int second, Random random) {
      return at.apply(second).key(second, random);
    }
  }

  /** Keys by Zipf's law: that of rank r as often as 1/r to the power of the exponent. */
  final class Zipf implements Traffic {
    private final int perSecond;
    private final List<SimulatedKey> keys;
    private final double[] upTo;

    Zipf(int perSecond, List<SimulatedKey> keys, double exponent) {
      this.perSecond = perSecond;
      this.keys = keys;
      this.upTo = new double[keys.size()];
      double sum = 0;
      for (int i = 0; i < upTo.length; i++) {
        sum += StrictMath.pow(i + 1.0, -exponent);
        upTo[i] = sum;
      }
    }

    /** How much of all requests have keys in this span. */
    double share(HashSpan span) {
      double sum = 0;
      for (int i = 0; i < upTo.length; i++) {
        if (span.contains(keys.get(i).hash())) {
          sum += upTo[i] - (i == 0 ? 0 : upTo[i - 1]);
        }
      }
      return sum / upTo[upTo.length - 1];
    }

    @Override
    public Direction direction() {
      return Direction.READ;
    }

    @Override
    public int rate(int second) {
      return perSecond;
    }

    @Override
    public SimulatedKey key(int second, Random random) {
      double drawn = random.nextDouble() * upTo[upTo.length - 1];
      int place = Arrays.binarySearch(upTo, drawn);
      return keys.get(place < 0 ? -place - 1 : place);
    }
  }

  /** Each time the next item of one partition key. */
  final class Appending implements Traffic {
    private final int perSecond;
    private int next;

    Appending(int perSecond) {
      this.perSecond = perSecond;
    }

    @Override
    public Direction direction() {
      return Direction.WRITE;
    }

    @Override
    public int rate(int second) {
      return perSecond;
    }

    @Override
    public SimulatedKey key(int second, Random random) {
      return SimulatedKey.of("log", "%012d".formatted(next++));
    }
  }

  /** Partition keys whose hashes are in the span. */
  static List<SimulatedKey> keys(HashSpan span, int count) {
    List<SimulatedKey> keys = new ArrayList<>();
    for (int i = 0; keys.size() < count; i++) {
      SimulatedKey key = SimulatedKey.of("customer-" + i);
      if (span.contains(key.hash())) {
        keys.add(key);
      }
    }
    return keys;
  }
}
