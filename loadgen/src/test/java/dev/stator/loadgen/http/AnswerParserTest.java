package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
  private static final String WITH_LENGTH =
      "HTTP/1.1 200 OK\r\nX-A: b\r\nCONTENT-LENGTH:  11\r\nContent-Type: x\r\n\r\n{\"a\":\"b\\r\\n\"}"
          .replace("\\r\\n", "\r\n");
  private static final String CHUNKED =
      "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n{\"__\r\nc\r\ntype\":\"a#B\"}"
          + "\r\n0\r\n\r\n";

  private final AnswerParser parser = new AnswerParser();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void readsBodiesWithALengthHoweverTheyAreCut(int piece) {
    Answer answer = feed(WITH_LENGTH, piece);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.isSuccess()).isTrue();
    assertThat(answer.text()).isEqualTo("{\"a\":\"b\r\n\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void readsChunkedBodiesHoweverTheyAreCut(int piece) {
    Answer answer = feed(CHUNKED, piece);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).isEqualTo("{\"__type\":\"a#B\"}");
    assertThat(answer.errorType()).isEqualTo("B");
  }

  @Test
  void readsOneAnswerAfterTheOther() {
    for (int round = 0; round < 3; round++) {
      assertThat(feed(WITH_LENGTH, 5).status()).isEqualTo(200);
      assertThat(feed(CHUNKED, 5).status()).isEqualTo(400);
      assertThat(feed("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", 5).length()).isZero();
    }
  }

  @Test
  void growsWithTheAnswer() {
    String body = "x".repeat(1_000_000);

    Answer answer = feed("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n" + body, 65_536);

    assertThat(answer.text()).isEqualTo(body);
  }

  @Test
  void noticesThatTheServerCloses() {
    feed("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", 100);
    assertThat(parser.closes()).isTrue();

    feed("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 100);
    assertThat(parser.closes()).isFalse();
  }

  @Test
  void refusesWhatIsNotHttp() {
    assertThatThrownBy(() -> feed("SSH-2.0-x\r\n\r\n", 100))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Resets first, as a connection does. */
  private Answer feed(String text, int piece) {
    parser.reset();
    byte[] bytes = text.getBytes(UTF_8);
    boolean complete = false;
    for (int offset = 0; offset < bytes.length; offset += piece) {
      assertThat(complete).isFalse();
      int length = Math.min(piece, bytes.length - offset);
      complete = parser.feed(Unpooled.wrappedBuffer(bytes, offset, length));
    }
    assertThat(complete).isTrue();
    return parser.answer();
  }
}
