package dev.stator.gateway.http;

import static dev.stator.gateway.http.RawConnection.operation;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.fuzz.ByteMutation;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random bytes, and damaged requests one behind the other: no 500, no crash, nothing that is not
 * given back. {@code -Dstator.fuzz.sockets} is how many are sent.
 */
class SocketFuzzTest {
  private static final int COUNT = Integer.getInteger("stator.fuzz.sockets", 1500);
  private static final int TIMEOUT_MS = 20_000;
  private static final int MAX_RANDOM_BYTES = 4096;
  private static final int MAX_PIPELINED = 20;
  private static final long MAX_GROWTH_BYTES = 64L * 1024 * 1024;
  private static final byte[] REQUEST =
      operation("ListTables", "{\"Limit\":10,\"ExclusiveStartTableName\":\"abc\"}").getBytes(UTF_8);

  @Test
  void survivesBytesOfAnyKindAndKeepsNothing() throws IOException {
    long seed = Long.getLong("stator.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    var level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    try (var leaks = new RecordedLog(ResourceLeakDetector.class);
        var server = ServerFixture.start(ServerFixture.answering("ListTables", "{}"))) {
      fuzz(server, random, seed, COUNT / 3); // buffers that are kept for reuse are there now
      long before = directBytes();

      fuzz(server, random, seed, COUNT);

      assertThat(directBytes()).as("seed %d", seed).isLessThan(before + MAX_GROWTH_BYTES);
      assertThat(leaks.lines()).as("seed %d", seed).isEmpty();
      assertThat(server.connections().bufferedBytes()).as("seed %d", seed).isZero();
      try (var connection = server.connect()) {
        assertThat(connection.exchange(operation("ListTables", "{}")).status()).isEqualTo(200);
      }
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
  }

  private static void fuzz(ServerFixture server, Random random, long seed, int count)
      throws IOException {
    ByteMutation mutation = new ByteMutation(random);
    for (int i = 0; i < count; i++) {
      byte[] bytes = i % 4 == 0 ? random(random) : damaged(random, mutation);
      String answer = exchange(server.server().port(), bytes);
      assertThat(answer)
          .as("seed %d, to: %s", seed, new String(bytes, ISO_8859_1))
          .doesNotContain(" 500 ", "InternalServerError", "Exception in", "\tat ");
    }
    long end = System.nanoTime() + TIMEOUT_MS * 1_000_000L;
    while (server.connections().open() > 0) {
      assertThat(System.nanoTime()).as("all are closed in time").isLessThan(end);
      Thread.onSpinWait();
    }
    System.gc(); // what leaks is found when it is collected
  }

  private static byte[] random(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(MAX_RANDOM_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] damaged(Random random, ByteMutation mutation) {
    var bytes = new ByteArrayOutputStream();
    for (int i = random.nextInt(MAX_PIPELINED); i > 0; i--) {
      bytes.writeBytes(REQUEST);
    }
    bytes.writeBytes(mutation.apply(REQUEST));
    return bytes.toByteArray();
  }

  /**
   * Sends this, says that nothing more will come, and gives what the server sends until its end.
   */
  private static String exchange(int port, byte[] bytes) throws IOException {
    var answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      answer.writeBytes(socket.getInputStream().readAllBytes());
    } catch (SocketTimeoutException hanging) {
      throw new AssertionError("no end to: " + new String(bytes, ISO_8859_1), hanging);
    } catch (SocketException reset) {
      // the server may close while this still sends
    }
    return answer.toString(UTF_8);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
