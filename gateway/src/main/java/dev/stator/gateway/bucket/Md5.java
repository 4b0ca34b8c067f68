package dev.stator.gateway.bucket;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksum that S3 and the manifests of exports name. */
public final class Md5 {
  private Md5() {}

  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  public static byte[] of(byte[] content) {
    return begin().digest(content);
  }
}
