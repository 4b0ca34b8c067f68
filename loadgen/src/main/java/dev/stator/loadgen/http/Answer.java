package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** A view of the answer that came last on a connection; valid until its next request. */
public final class Answer {
  private static final byte[] TYPE = "\"__type\"".getBytes(UTF_8);

  private int status;
  private byte[] bytes = {};
  private int offset;
  private int length;

  /** Shows the answer with this status and a part of these bytes as its body. */
  public Answer wrap(int newStatus, byte[] newBytes, int newOffset, int newLength) {
    status = newStatus;
    bytes = newBytes;
    offset = newOffset;
    length = newLength;
    return this;
  }

  public int status() {
    return status;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Holds the body from {@link #offset} on. */
  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** The offset in {@link #bytes} of the first place that reads so, from an offset on, or -1. */
  public int indexOf(byte[] wanted, int from) {
    int last = offset + length - wanted.length;
    byte first = wanted[0];
    for (int i = Math.max(from, offset); i <= last; i++) {
      if (bytes[i] == first
          && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  public boolean contains(byte[] wanted) {
    return indexOf(wanted, offset) >= 0;
  }

  /** The name of the exception in the body, or the status when there is none. */
  public String errorType() {
    int at = indexOf(TYPE, offset);
    if (at < 0) {
      return "HTTP " + status;
    }
    String text = new String(bytes, at, offset + length - at, UTF_8);
    String[] parts = text.split("\"", 5); // "", __type, :, the name, the rest
    return parts.length < 5 ? "HTTP " + status : parts[3].substring(parts[3].indexOf('#') + 1);
  }

  public String text() {
    return new String(bytes, offset, length, UTF_8);
  }
}
