package dev.stator.jmh.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The scores of benchmarks by name and parameters, as JMH writes them with {@code -rf json}. */
final class Scores {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final JsonFactory FACTORY = new JsonFactory();

  private Scores() {}

  /** Reads a file of results. */
  static Map<String, Score> read(Path file) throws IOException {
    Map<String, Score> scores = new TreeMap<>();
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
      parser.nextToken();
      if (value(parser) instanceof List<?> results) {
        for (Object result : results) {
          Map<?, ?> map = (Map<?, ?>) result;
          scores.put(name(map), score(map));
        }
      }
    }
    return scores;
  }

  private static String name(Map<?, ?> result) {
    StringBuilder name = new StringBuilder(String.valueOf(result.get("benchmark")));
    if (result.get("params") instanceof Map<?, ?> params) {
      name.append(new TreeMap<>(params));
    }
    return name.toString();
  }

  private static Score score(Map<?, ?> result) {
    Map<?, ?> secondary =
        result.get("secondaryMetrics") instanceof Map<?, ?> metrics ? metrics : Map.of();
    return new Score(raw(result.get("primaryMetric")), raw(secondary.get(ALLOCATED)));
  }

  private static double[] raw(@Nullable Object metric) {
    List<Double> values = new ArrayList<>();
    if (metric instanceof Map<?, ?> map && map.get("rawData") instanceof List<?> forks) {
      for (Object fork : forks) {
        ((List<?>) fork).forEach(value -> values.add((Double) value));
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> String.valueOf(parser.getString()); // "NaN" too
    };
  }
}
