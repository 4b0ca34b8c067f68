package dev.stator.jmh;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ConditionEvaluator;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.expression.Update;
import dev.stator.core.expression.UpdateEvaluator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading expressions, and evaluating them on the bytes of an item of ten attributes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ExpressionBenchmark {
  private static final String CONDITION =
      "attribute_exists(pk) AND #a BETWEEN :low AND :high AND NOT begins_with(attribute9, :high)";
  private static final String UPDATE = "SET sk = sk + :one, #a = :high REMOVE attribute5";
  private static final Map<String, String> NAMES = Map.of("#a", "attribute8");

  private final SampleItem item = new SampleItem(10, 20);
  private final Slice values = values();
  private final Condition condition = ExpressionParser.condition(CONDITION, placeholders());
  private final Update update = ExpressionParser.update(UPDATE, placeholders());
  private final ConditionEvaluator conditions = new ConditionEvaluator();
  private final UpdateEvaluator updates = new UpdateEvaluator();
  private final ExpandableArrayBuffer updated = new ExpandableArrayBuffer(2048);

  @Benchmark
  public Condition parseCondition() {
    return ExpressionParser.condition(CONDITION, placeholders());
  }

  @Benchmark
  public Update parseUpdate() {
    return ExpressionParser.update(UPDATE, placeholders());
  }

  @Benchmark
  public boolean testCondition() {
    return conditions.test(condition, item.buffer, 0, item.length);
  }

  @Benchmark
  public int applyUpdate() {
    return updates.apply(update, item.buffer, 0, item.length, updated, 0);
  }

  private Placeholders placeholders() {
    return new Placeholders(NAMES, values);
  }

  private static Slice values() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name(":low");
    writer.string("a");
    writer.name(":high");
    writer.string("w");
    writer.name(":one");
    writer.number("1");
    return new Slice(buffer, 0, writer.position());
  }
}
