package dev.stator.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** The key that one access key signs with on one day, for one thread. */
final class SigningKey {
  static final int SIGNATURE_LENGTH = 32;

  private static final String HMAC = "HmacSHA256";
  private static final byte[] PREFIX = "AWS4".getBytes(UTF_8);

  private final Mac mac;

  private SigningKey(Mac mac) {
    this.mac = mac;
  }

  /** Derives the key: each part of the scope is signed with the signature of the part before. */
  static SigningKey derive(byte[] secret, Credential credential) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      byte[] key = Arrays.copyOf(PREFIX, PREFIX.length + secret.length);
      System.arraycopy(secret, 0, key, PREFIX.length, secret.length);
      key = sign(mac, key, credential.day());
      key = sign(mac, key, credential.region());
      key = sign(mac, key, credential.service());
      key = sign(mac, key, credential.terminator());
      mac.init(new SecretKeySpec(key, HMAC));
      return new SigningKey(mac);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + HMAC, impossible);
    }
  }

  private static byte[] sign(Mac mac, byte[] key, String text) throws GeneralSecurityException {
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  /** Writes the signature of a text. */
  void sign(SignedText text, byte[] signature) {
    mac.update(text.bytes(), 0, text.length());
    try {
      mac.doFinal(signature, 0); // leaves the key for the next text
    } catch (ShortBufferException impossible) {
      throw new IllegalStateException("a signature fits its buffer", impossible);
    }
  }
}
