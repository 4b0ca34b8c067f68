package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads the answers of HTTP/1.1 from one connection, however they are cut into pieces: bodies with
 * a length and chunked ones. Copies each answer into one array that is used again.
 */
final class AnswerParser {
  private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "transfer-encoding: chunked".getBytes(US_ASCII);
  private static final byte[] CLOSE = "connection: close".getBytes(US_ASCII);
  private static final int STATUS_OFFSET = "HTTP/1.1 ".length();
  private static final int MIN_STATUS_LINE = STATUS_OFFSET + 3;
  private static final int LINE_END_LENGTH = 2;
  private static final int INITIAL_CAPACITY = 4096;
  private static final int MAX_LENGTH = 64 << 20;
  private static final int UNKNOWN = -1;

  private final Answer answer = new Answer();
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int length;
  private int scanned;
  private int bodyOffset = UNKNOWN;
  private int contentLength;
  private boolean chunked;
  private boolean closes;
  private int chunkOffset;

  /**
   * Takes all bytes of the buffer; true when the answer is complete.
   *
   * @throws IllegalStateException when they are not an answer
   */
  boolean feed(ByteBuf more) {
    int added = more.readableBytes();
    if (length + added > bytes.length) {
      if (length + added > MAX_LENGTH) {
        throw new IllegalStateException("an answer of more than " + MAX_LENGTH + " bytes");
      }
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + added));
    }
    more.readBytes(bytes, length, added);
    length += added;
    return (bodyOffset != UNKNOWN || parseHead()) && isBodyComplete();
  }

  /** The complete answer, until the next call of {@link #reset}. */
  Answer answer() {
    int status =
        (bytes[STATUS_OFFSET] - '0') * 100
            + (bytes[STATUS_OFFSET + 1] - '0') * 10
            + (bytes[STATUS_OFFSET + 2] - '0');
    return answer.wrap(status, bytes, bodyOffset, contentLength);
  }

  /** Whether the server closes the connection after the answer. */
  boolean closes() {
    return closes;
  }

  void reset() {
    length = 0;
    scanned = 0;
    bodyOffset = UNKNOWN;
  }

  private boolean parseHead() {
    int lineStart = scanned;
    for (int i = scanned; i + 1 < length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        if (lineStart == 0) {
          startHead(i);
        } else if (i == lineStart) {
          bodyOffset = i + LINE_END_LENGTH;
          chunkOffset = bodyOffset;
          return true;
        } else {
          parseHeader(lineStart, i);
        }
        lineStart = i + LINE_END_LENGTH;
        scanned = lineStart;
      }
    }
    return false;
  }

  private void startHead(int end) {
    if (end < MIN_STATUS_LINE || bytes[0] != 'H') {
      throw new IllegalStateException("not an answer of HTTP/1.1");
    }
    contentLength = 0;
    chunked = false;
    closes = bytes[STATUS_OFFSET - LINE_END_LENGTH] == '0';
  }

  private void parseHeader(int start, int end) {
    switch (bytes[start] | 0x20) {
      case 'c' -> {
        if (startsWith(CONTENT_LENGTH, start, end)) {
          contentLength = number(start + CONTENT_LENGTH.length, end, 10);
        } else if (startsWith(CLOSE, start, end)) {
          closes = true;
        }
      }
      case 't' -> chunked |= startsWith(CHUNKED, start, end);
      default -> {}
    }
  }

  private boolean startsWith(byte[] lowerCase, int start, int end) {
    if (end - start < lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      int letter = bytes[start + i];
      int lower = letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter;
      if (lower != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int start, int end, int radix) {
    int number = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(bytes[i], radix);
      if (digit >= 0) {
        number = Math.addExact(Math.multiplyExact(number, radix), digit);
      } else if (bytes[i] != ' ') {
        break; // an extension of a chunk
      }
    }
    return number;
  }

  private boolean isBodyComplete() {
    if (!chunked) {
      return length >= bodyOffset + contentLength;
    }
    while (true) {
      int lineEnd = lineEnd(chunkOffset);
      if (lineEnd < 0) {
        return false;
      }
      int size = number(chunkOffset, lineEnd, 16);
      int next = lineEnd + LINE_END_LENGTH + size + LINE_END_LENGTH;
      if (length < next) {
        return false;
      }
      if (size == 0) {
        return true;
      }
      appendChunk(lineEnd + LINE_END_LENGTH, size);
      chunkOffset = next;
    }
  }

  /** Moves a chunk to the ones before it. */
  private void appendChunk(int start, int size) {
    System.arraycopy(bytes, start, bytes, bodyOffset + contentLength, size);
    contentLength += size;
  }

  private int lineEnd(int from) {
    for (int i = from; i + 1 < length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
