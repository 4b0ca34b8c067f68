package dev.stator.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.model.ChangeStream;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals places in a stream with its secret (HMAC-SHA-256). What a client gives back names a place
 * in a mapped file; only places that the server has given out may be read, since bytes inside an
 * item of a client can look like a record.
 */
final class StreamSeal {
  static final int LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  StreamSeal(ChangeStream stream) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(stream.secret().getBytes(UTF_8), ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
    }
  }

  /** The seal of these bytes; what they are for is to be their first byte. */
  byte[] of(ByteBuffer content) {
    mac.update(content);
    return mac.doFinal();
  }
}
