package dev.stator.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  @Test
  void readsBackWhatWasAppended() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] expected = new byte[100_000];
    random.nextBytes(expected);
    RequestBody body = new RequestBody(expected.length, held -> {});

    for (int at = 0; at < expected.length; ) {
      int next = Math.min(expected.length, at + random.nextInt(5_000));
      assertThat(body.append(Buffer.buffer(Arrays.copyOfRange(expected, at, next)))).isTrue();
      at = next;
    }

    assertThat(Arrays.copyOf(body.array(), body.length())).as("seed %d", seed).isEqualTo(expected);
    assertThat(body.append(Buffer.buffer("x"))).isFalse();
    assertThat(body.length()).isEqualTo(expected.length);
  }

  @Test
  void isEmptyAtFirstAndWhenCleared() {
    RequestBody body = new RequestBody(3, held -> {});
    assertThat(body.isEmpty()).isTrue();

    body.append(Buffer.buffer("abc"));
    body.clear();

    assertThat(body.isEmpty()).isTrue();
  }

  @Test
  void tellsWhatIsNotGzip() {
    RequestBody body = new RequestBody(3, held -> {});
    body.append(Buffer.buffer("abc"));

    assertThatThrownBy(body::decompress).isInstanceOf(IOException.class);
  }
}
