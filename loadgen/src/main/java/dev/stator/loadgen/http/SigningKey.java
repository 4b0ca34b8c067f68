package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that AWS Signature Version 4 signs with on a day, and the time as it is signed. The
 * algorithm is in the AWS documentation, "Create a signed AWS API request". For one thread; after
 * the first request of a day it allocates nothing.
 */
final class SigningKey {
  static final String SERVICE = "dynamodb";
  static final int TIMESTAMP_LENGTH = 16;
  static final int DAY_LENGTH = 8;
  static final int HASH_LENGTH = 32;
  static final int HEX_LENGTH = 2 * HASH_LENGTH;

  private static final String HMAC = "HmacSHA256";
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(US_ASCII);

  private final Credentials credentials;
  private final String region;
  private final MessageDigest digest;
  private final Mac mac;
  private final byte[] hash = new byte[HASH_LENGTH];
  private long second = Long.MIN_VALUE;
  private byte[] timestamp = {};
  private String day = "";

  SigningKey(Credentials credentials, String region) {
    this.credentials = credentials;
    this.region = region;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
      this.mac = Mac.getInstance(HMAC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256 and " + HMAC, e);
    }
  }

  String accessKey() {
    return credentials.accessKey();
  }

  String sessionToken() {
    return credentials.sessionToken() == null ? "" : credentials.sessionToken();
  }

  String region() {
    return region;
  }

  /** The time as in {@code X-Amz-Date}; its first {@value #DAY_LENGTH} bytes are the day. */
  byte[] timestamp(long epochSecond) {
    if (epochSecond != second) {
      String text = TIMESTAMP.format(Instant.ofEpochSecond(epochSecond));
      timestamp = text.getBytes(US_ASCII);
      second = epochSecond;
      useDay(text.substring(0, DAY_LENGTH));
    }
    return timestamp;
  }

  /** Writes the SHA-256 of the bytes in hexadecimal digits. */
  void hash(byte[] bytes, int offset, int length, byte[] target, int targetOffset) {
    digest.update(bytes, offset, length);
    try {
      digest.digest(hash, 0, HASH_LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("a hash fits its buffer", e);
    }
    hex(target, targetOffset);
  }

  /** Writes the signature of the bytes in hexadecimal digits, with the key of the last day. */
  void sign(byte[] bytes, int length, byte[] target, int targetOffset) {
    mac.update(bytes, 0, length);
    try {
      mac.doFinal(hash, 0); // leaves the key for the next signature
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a hash fits its buffer", e);
    }
    hex(target, targetOffset);
  }

  private void useDay(String newDay) {
    if (!newDay.equals(day)) {
      byte[] key = hmac(("AWS4" + credentials.secretKey()).getBytes(UTF_8), newDay);
      setKey(hmac(hmac(hmac(key, region), SERVICE), "aws4_request"));
      day = newDay;
    }
  }

  private byte[] hmac(byte[] key, String text) {
    setKey(key);
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private void setKey(byte[] key) {
    try {
      mac.init(new SecretKeySpec(key, HMAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC takes any key that is not empty", e);
    }
  }

  private void hex(byte[] target, int targetOffset) {
    for (int i = 0; i < HASH_LENGTH; i++) {
      target[targetOffset + 2 * i] = HEX_DIGITS[hash[i] >> 4 & 0xF];
      target[targetOffset + 2 * i + 1] = HEX_DIGITS[hash[i] & 0xF];
    }
  }
}
