package dev.stator.gateway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServerFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(15);
  private static final int TIMEOUT_MS = 20_000;
  private static final int PATIENCE_MS = 50;
  private static final int HEALTH_INTERVAL = 200;

  @Test
  void answersDamagedRequestsWithoutFailingAndServesOthersAfterwards() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ByteMutation mutation = new ByteMutation(random);
    try (Stator stator = Stator.inMemory().start()) {
      assertThat(answer(stator.port(), request("CreateTable", Bodies.CREATION))).contains("200 OK");
      List<byte[]> requests = requests();
      long end = System.nanoTime() + TIME.toNanos();

      for (int count = 0; System.nanoTime() < end; count++) {
        byte[] damaged = mutation.apply(requests.get(random.nextInt(requests.size())));
        String answer = exchange(stator.port(), damaged, PATIENCE_MS);
        assertThat(answer)
            .as("seed %d, to: %s", seed, new String(damaged, ISO_8859_1))
            .doesNotContain(" 500 ", "InternalServerError", "Exception in", "\tat ");
        if (count % HEALTH_INTERVAL == 0) {
          assertThat(answer(stator.port(), request("ListTables", "{}")))
              .as("seed %d", seed)
              .contains("200 OK", "fuzz");
        }
      }
      assertThat(answer(stator.port(), request("DescribeTable", "{\"TableName\":\"fuzz\"}")))
          .as("seed %d", seed)
          .contains("200 OK", "ACTIVE");
    }
  }

  private static List<byte[]> requests() {
    List<byte[]> requests = new ArrayList<>();
    Bodies.ALL.forEach(
        (operation, bodies) -> bodies.forEach(body -> requests.add(request(operation, body))));
    return requests;
  }

  private static byte[] request(String operation, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n"
            + "X-Amz-Target: DynamoDB_20120810."
            + operation
            + "\r\nX-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256"
            + " Credential=AKID/20260101/us-east-1/dynamodb/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=abc\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(UTF_8));
    request.writeBytes(bytes);
    return request.toByteArray();
  }

  /** What the server answers to a request that is whole. */
  private static String answer(int port, byte[] request) throws IOException {
    return exchange(port, request, TIMEOUT_MS);
  }

  /**
   * Sends this, waits so long for the first bytes of an answer, and says that nothing more will
   * come. The answer is what the server sends until it closes, which it must do soon.
   */
  private static String exchange(int port, byte[] request, int patienceMs) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request);
        readFirst(socket, patienceMs, answer);
        socket.shutdownOutput();
        socket.setSoTimeout(TIMEOUT_MS);
        answer.writeBytes(socket.getInputStream().readAllBytes());
      } catch (SocketTimeoutException hanging) {
        throw new AssertionError("no end to: " + new String(request, ISO_8859_1), hanging);
      } catch (SocketException reset) {
        // the server may close while this still sends
      }
      return answer.toString(UTF_8);
    }
  }

  private static void readFirst(Socket socket, int patienceMs, ByteArrayOutputStream answer)
      throws IOException {
    socket.setSoTimeout(patienceMs);
    byte[] first = new byte[4096];
    try {
      int length = socket.getInputStream().read(first);
      answer.write(first, 0, Math.max(0, length));
    } catch (SocketTimeoutException waiting) {
      // the request is not whole: the server waits for the rest
    }
  }
}
