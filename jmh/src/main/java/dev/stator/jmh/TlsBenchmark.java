package dev.stator.jmh;

import dev.stator.gateway.cli.Main;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * TLS 1.3 with AES-128-GCM, as the server speaks it: a request and an answer of 1 KiB, and full
 * handshakes. The client is always the JDK's, and its work is in the times; so the difference
 * between two providers is that of the server. {@code -p provider=JDK,OPENSSL} compares with
 * netty-tcnative, on Linux with x86-64.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class TlsBenchmark {
  private static final int LENGTH = 1024;
  private static final List<String> CIPHER = List.of("TLS_AES_128_GCM_SHA256");

  @Param("JDK")
  public SslProvider provider = SslProvider.JDK;

  private final ByteBuf content = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(LENGTH);

  @SuppressWarnings("NullAway.Init") // JMH calls open
  private SslContext clients;

  @SuppressWarnings("NullAway.Init")
  private SslContext servers;

  @SuppressWarnings("NullAway.Init")
  private TlsPair pair;

  @Setup
  public void open() throws IOException {
    Path directory = Files.createTempDirectory("stator-benchmark");
    Main.commandLine().execute("cert", "--out", directory.toString(), "--name", "localhost");
    Path certificate = directory.resolve("cert.pem");
    Path key = directory.resolve("key.pem");
    servers =
        SslContextBuilder.forServer(certificate.toFile(), key.toFile())
            .sslProvider(provider)
            .protocols("TLSv1.3")
            .ciphers(CIPHER)
            .build();
    clients =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm("")
            .protocols("TLSv1.3")
            .ciphers(CIPHER)
            .build();
    Files.delete(certificate);
    Files.delete(key);
    Files.delete(directory);
    pair = new TlsPair(clients, servers);
  }

  @TearDown
  public void close() {
    pair.close();
    content.release();
  }

  /** A request and its answer. */
  @Benchmark
  public int exchange() {
    return pair.echo(content);
  }

  /** A connection that is made and closed. */
  @Benchmark
  public int handshake() {
    try (TlsPair made = new TlsPair(clients, servers)) {
      return made.echo(content);
    }
  }
}
