package dev.stator.gateway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.differential.Choice;
import dev.stator.gateway.differential.Json;
import dev.stator.gateway.differential.Mutation;
import dev.stator.gateway.differential.Request;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.model.StructureShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestReaderFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int BATCH = 2_000;
  private static final long MAX_GROWTH_BYTES = 128L << 20;

  private final ApiModel model = ApiModel.load();
  private final RequestReader reader = new RequestReader();

  /** A body that was read, with the operation's shape. */
  private record Sample(StructureShape shape, Request request) {}

  @Test
  void refusesDamagedBodiesAndNeverFails() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ByteMutation bytes = new ByteMutation(random);
    Mutation structure = new Mutation(new Choice(seed));
    List<Sample> samples = samples();
    long end = System.nanoTime() + TIME.toNanos();
    long memory = 0;
    int count = 0;

    while (System.nanoTime() < end) {
      for (int i = 0; i < BATCH; i++) {
        Sample sample = samples.get(random.nextInt(samples.size()));
        byte[] body = text(sample, structure, random).getBytes(UTF_8);
        read(sample.shape, random.nextInt(3) > 0 ? bytes.apply(body) : body, seed);
      }
      count += BATCH;
      if (count == 5 * BATCH) {
        memory = usedMemory();
      }
    }

    assertThat(count).as("seed %d", seed).isGreaterThan(BATCH);
    if (memory > 0) {
      assertThat(usedMemory() - memory).as("growth, seed %d", seed).isLessThan(MAX_GROWTH_BYTES);
    }
  }

  private static String text(Sample sample, Mutation structure, Random random) {
    Request request = sample.request;
    for (int i = random.nextInt(3); i > 0; i--) {
      request = structure.apply(request);
    }
    return Json.text(request.body());
  }

  private void read(StructureShape shape, byte[] body, long seed) {
    long start = System.nanoTime();
    try {
      ConstraintChecker.check(reader.read(shape, body, 0, body.length));
    } catch (RequestException refused) {
      assertThat(refused.code()).isNotNull();
    } catch (RuntimeException | StackOverflowError failure) {
      throw new AssertionError(
          "seed " + seed + ", " + shape.name() + ": " + new String(body, UTF_8), failure);
    }
    if (System.nanoTime() - start > LONGEST.toNanos()) {
      throw new AssertionError("seed " + seed + " takes too long: " + new String(body, UTF_8));
    }
  }

  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (Map.Entry<String, List<String>> bodies : Bodies.ALL.entrySet()) {
      StructureShape shape =
          Objects.requireNonNull(model.operation(bodies.getKey()), bodies.getKey()).input();
      for (String body : bodies.getValue()) {
        samples.add(
            new Sample(shape, new Request(bodies.getKey(), Json.asObject(Json.parse(body)))));
      }
    }
    return samples;
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
