package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The head of the HTTP requests of one operation, rendered once: for each request only time,
 * hashes, signature and length are written into their places. For one thread.
 */
public final class RequestHead {
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final String TARGET_PREFIX = "DynamoDB_20120810.";
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String TOKEN_HEADER = "x-amz-security-token";
  private static final String TIME = "T".repeat(SigningKey.TIMESTAMP_LENGTH);
  private static final String DAY = "D".repeat(SigningKey.DAY_LENGTH);
  private static final String HASH = "0".repeat(SigningKey.HEX_LENGTH);

  /** Digits of the longest length, an int. */
  private static final int MAX_LENGTH_DIGITS = 10;

  private final SigningKey key;
  private final boolean signed;

  private final byte[] canonical;
  private final int canonicalTime;
  private final int canonicalHash;
  private final int canonicalLastHash;

  private final byte[] toSign;
  private final int toSignTime;
  private final int toSignDay;
  private final int toSignHash;

  private final byte[] head;
  private final int headTime;
  private final int headHash;
  private final int headDay;
  private final int headSignature;
  private final int lengthOffset;

  RequestHead(SigningKey key, String host, String operation, boolean signed) {
    this.key = key;
    this.signed = signed;
    String target = TARGET_PREFIX + operation;
    String token = key.sessionToken();
    String names =
        "content-type;host;x-amz-content-sha256;x-amz-date;"
            + (token.isEmpty() ? "" : TOKEN_HEADER + ";")
            + "x-amz-target";
    Template text = new Template();
    text.add("POST\n/\n\ncontent-type:" + CONTENT_TYPE + "\nhost:" + host);
    canonicalHash = text.add("\nx-amz-content-sha256:").hole(HASH);
    canonicalTime = text.add("\nx-amz-date:").hole(TIME);
    text.add(token.isEmpty() ? "" : "\n" + TOKEN_HEADER + ":" + token);
    text.add("\nx-amz-target:" + target + "\n\n" + names + "\n");
    canonicalLastHash = text.hole(HASH);
    canonical = text.bytes();

    String scope = "/" + key.region() + "/" + SigningKey.SERVICE + "/aws4_request";
    text = new Template();
    toSignTime = text.add(ALGORITHM + "\n").hole(TIME);
    toSignDay = text.add("\n").hole(DAY);
    toSignHash = text.add(scope + "\n").hole(HASH);
    toSign = text.bytes();

    text = new Template();
    text.add("POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: " + CONTENT_TYPE);
    text.add("\r\nX-Amz-Target: " + target);
    text.add(token.isEmpty() ? "" : "\r\nX-Amz-Security-Token: " + token);
    headTime = text.add("\r\nX-Amz-Date: ").hole(TIME);
    headHash = text.add("\r\nX-Amz-Content-Sha256: ").hole(HASH);
    text.add("\r\nAuthorization: " + ALGORITHM + " Credential=" + key.accessKey() + "/");
    headDay = text.hole(DAY);
    headSignature = text.add(scope + ", SignedHeaders=" + names + ", Signature=").hole(HASH);
    lengthOffset = text.add("\r\nContent-Length: ").length();
    text.add(" ".repeat(MAX_LENGTH_DIGITS) + "\r\n\r\n");
    head = text.bytes();
  }

  /** The rendered bytes; valid up to what {@link #render} returned, until it is called again. */
  byte[] bytes() {
    return head;
  }

  /**
   * Renders the head of the request with this body and returns its length.
   *
   * @param epochSecond the time that is signed
   */
  int render(byte[] body, int length, long epochSecond) {
    byte[] time = key.timestamp(epochSecond);
    System.arraycopy(time, 0, head, headTime, SigningKey.TIMESTAMP_LENGTH);
    System.arraycopy(time, 0, head, headDay, SigningKey.DAY_LENGTH);
    if (signed) {
      sign(time, body, length);
    }
    return endWithLength(length);
  }

  private void sign(byte[] time, byte[] body, int length) {
    key.hash(body, 0, length, head, headHash);
    System.arraycopy(head, headHash, canonical, canonicalHash, SigningKey.HEX_LENGTH);
    System.arraycopy(head, headHash, canonical, canonicalLastHash, SigningKey.HEX_LENGTH);
    System.arraycopy(time, 0, canonical, canonicalTime, SigningKey.TIMESTAMP_LENGTH);
    key.hash(canonical, 0, canonical.length, toSign, toSignHash);
    System.arraycopy(time, 0, toSign, toSignTime, SigningKey.TIMESTAMP_LENGTH);
    System.arraycopy(time, 0, toSign, toSignDay, SigningKey.DAY_LENGTH);
    key.sign(toSign, toSign.length, head, headSignature);
  }

  private int endWithLength(int length) {
    int digits = 1;
    for (int rest = length / 10; rest > 0; rest /= 10) {
      digits++;
    }
    int rest = length;
    for (int i = lengthOffset + digits - 1; i >= lengthOffset; i--) {
      head[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    int end = lengthOffset + digits;
    head[end++] = '\r';
    head[end++] = '\n';
    head[end++] = '\r';
    head[end++] = '\n';
    return end;
  }

  /** A text with places that are filled later. */
  private static final class Template {
    private final StringBuilder text = new StringBuilder();

    Template add(String more) {
      text.append(more);
      return this;
    }

    /** The offset of a place as long as its filling. */
    int hole(String filling) {
      int offset = length();
      text.append(filling);
      return offset;
    }

    int length() {
      return text.toString().getBytes(UTF_8).length;
    }

    byte[] bytes() {
      return text.toString().getBytes(UTF_8);
    }
  }
}
