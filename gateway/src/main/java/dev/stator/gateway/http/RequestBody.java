package dev.stator.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** The body of one request, collected chunk by chunk up to a limit. */
final class RequestBody {
  private static final byte[] EMPTY = {};

  private final int limit;
  private final LongConsumer held;
  private byte[] bytes = EMPTY;
  private int length;
  private byte[] sent = EMPTY;
  private int sentLength;

  /**
   * @param limit the longest body that is taken, bytes
   * @param held counts bytes that this keeps in memory, negative ones when it lets go of them
   */
  RequestBody(int limit, LongConsumer held) {
    this.limit = limit;
    this.held = held;
  }

  /** Appends a chunk; false, and nothing is appended, when the body would be over the limit. */
  boolean append(Buffer chunk) {
    int added = chunk.length();
    if (added > limit - length) {
      return false;
    }
    if (length == 0) {
      bytes = chunk.getBytes();
    } else {
      if (bytes.length - length < added) {
        long doubled = 2L * (length + added);
        bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit));
      }
      chunk.getBytes(bytes, length);
    }
    length += added;
    held.accept(added);
    return true;
  }

  /**
   * Replaces a gzip-compressed body by what it holds; false when that is over the limit.
   *
   * @throws IOException if it is not gzip
   */
  boolean decompress() throws IOException {
    try (var input = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length))) {
      byte[] plain = input.readNBytes(limit);
      if (input.read() >= 0) {
        return false;
      }
      sent = bytes;
      sentLength = length;
      bytes = plain;
      length = plain.length;
      held.accept(length);
      return true;
    }
  }

  /** Lets go of all bytes. */
  void clear() {
    if (length > 0 || sentLength > 0) {
      held.accept(-(long) length - sentLength);
    }
    bytes = EMPTY;
    length = 0;
    sent = EMPTY;
    sentLength = 0;
  }

  /** The array that holds what came over the wire, from 0 to {@link #sentLength}. */
  byte[] sent() {
    return sent.length == 0 ? bytes : sent;
  }

  int sentLength() {
    return sent.length == 0 ? length : sentLength;
  }

  /** The array that holds the body from 0 to {@link #length}. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }
}
