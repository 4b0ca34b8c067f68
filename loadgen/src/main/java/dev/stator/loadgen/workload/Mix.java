package dev.stator.loadgen.workload;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Which share of the requests each operation has. */
public final class Mix {
  /** The workloads of the Yahoo! Cloud Serving Benchmark: mix, keys, items of a partition key. */
  private static final Map<String, Preset> PRESETS =
      new TreeMap<>(
          Map.of(
              "ycsb-a", new Preset("get=50,update=50", "zipfian", 1, 10),
              "ycsb-b", new Preset("get=95,update=5", "zipfian", 1, 10),
              "ycsb-c", new Preset("get=100", "zipfian", 1, 10),
              "ycsb-d", new Preset("get=95,insert=5", "latest", 1, 10),
              "ycsb-e", new Preset("query=95,insert=5", "zipfian", 100, 10),
              "ycsb-f", new Preset("get=50,read-modify-write=50", "zipfian", 1, 10),
              "read", new Preset("get=100", "uniform", 1, 1),
              "write", new Preset("put=100", "uniform", 1, 1),
              "mixed", new Preset("get=50,put=50", "uniform", 1, 1)));

  private final Map<OperationType, Double> shares;
  private final OperationType[] types;
  private final double[] upTo;

  private Mix(Map<OperationType, Double> shares) {
    this.shares = shares;
    this.types = shares.keySet().toArray(OperationType[]::new);
    this.upTo = new double[types.length];
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    double before = 0;
    for (int i = 0; i < types.length; i++) {
      before += shares.getOrDefault(types[i], 0.0) / sum;
      upTo[i] = before;
    }
  }

  /**
   * A named workload.
   *
   * @param keys the distribution of keys it is meant to have
   * @param itemsPerKey items that share a partition key
   */
  public record Preset(String mix, String keys, int itemsPerKey, int fields) {}

  /**
   * The workload of a name.
   *
   * @throws IllegalArgumentException when there is no workload of this name
   */
  public static Preset preset(String name) {
    Preset preset = PRESETS.get(name.toLowerCase(Locale.ROOT));
    if (preset == null) {
      throw new IllegalArgumentException(
          "'" + name + "' is not one of the workloads " + String.join(", ", PRESETS.keySet()));
    }
    return preset;
  }

  /**
   * Reads shares such as {@code get=95,update=5}; they need not add up to anything.
   *
   * @throws IllegalArgumentException when the text is no mix
   */
  public static Mix parse(String text) {
    Map<OperationType, Double> shares = new EnumMap<>(OperationType.class);
    for (String part : text.split(",", -1)) {
      int equal = part.indexOf('=');
      OperationType type = OperationType.of(equal < 0 ? part : part.substring(0, equal));
      shares.merge(type, equal < 0 ? 1 : share(part.substring(equal + 1), text), Double::sum);
    }
    return new Mix(shares);
  }

  private static double share(String number, String text) {
    try {
      double share = Double.parseDouble(number);
      if (share > 0 && share < 1e9) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a mix like get=95,update=5", e);
    }
    throw new IllegalArgumentException("'" + text + "' is not a mix like get=95,update=5");
  }

  OperationType choose(SplittableRandom random) {
    double place = random.nextDouble();
    for (int i = 0; i < types.length - 1; i++) {
      if (place < upTo[i]) {
        return types[i];
      }
    }
    return types[types.length - 1];
  }

  public boolean contains(OperationType type) {
    return shares.containsKey(type);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    shares.forEach(
        (type, share) ->
            text.append(text.isEmpty() ? "" : ",").append(type).append('=').append(share));
    return text.toString();
  }
}
