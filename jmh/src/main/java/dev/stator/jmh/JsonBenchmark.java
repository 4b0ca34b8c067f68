package dev.stator.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.gateway.json.ItemJsonWriter;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.model.StructureShape;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonGenerator;

/** The body of a PutItem to an encoded item, and an encoded item to the body of an answer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class JsonBenchmark {
  private static final int ATTRIBUTES = 10;

  @Param({"100", "1024", "10240", "102400"})
  public int itemLength = 100;

  private final StructureShape shape =
      Objects.requireNonNull(ApiModel.load().operation("PutItem")).input();
  private final RequestReader reader = new RequestReader();
  private final ItemJsonWriter writer = new ItemJsonWriter();
  private final ResponseBuffer answer = new ResponseBuffer();
  private SampleItem item = new SampleItem(1, 1);
  private byte[] body = {};

  @Setup
  public void write() {
    item = new SampleItem(ATTRIBUTES, Math.max(1, itemLength / ATTRIBUTES));
    writeItem();
    String json = new String(answer.array(), 0, answer.length(), UTF_8);
    body = ("{\"TableName\":\"things\",\"Item\":" + json + "}").getBytes(UTF_8);
  }

  @Benchmark
  public Structure readPutItem() {
    return reader.read(shape, body, 0, body.length);
  }

  @Benchmark
  public int writeItem() {
    answer.reset();
    try (JsonGenerator out = answer.openGenerator()) {
      writer.writeItem(out, item.buffer, 0, item.length);
    }
    return answer.length();
  }
}
