package dev.stator.jmh;

import dev.stator.core.number.DecimalCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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

/** Numbers between text and their order-preserving bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class DecimalCodecBenchmark {
  @Param({"42", "19.99", "1764000000.123456", "-12345678901234567890123456789012345678"})
  public String number = "42";

  private final UnsafeBuffer encoded = new UnsafeBuffer(new byte[DecimalCodec.MAX_LENGTH]);
  private final UnsafeBuffer target = new UnsafeBuffer(new byte[DecimalCodec.MAX_LENGTH]);
  private final byte[] formatted = new byte[DecimalCodec.MAX_TEXT_LENGTH];
  private byte[] text = {};

  @Setup
  public void encodeOnce() {
    text = number.getBytes(StandardCharsets.US_ASCII);
    DecimalCodec.encode(text, 0, text.length, encoded, 0);
  }

  @Benchmark
  public int encode() {
    return DecimalCodec.encode(text, 0, text.length, target, 0);
  }

  @Benchmark
  public int format() {
    return DecimalCodec.format(encoded, 0, formatted, 0);
  }
}
