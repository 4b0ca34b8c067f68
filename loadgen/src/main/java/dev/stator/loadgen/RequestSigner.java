package dev.stator.loadgen;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs DynamoDB requests with AWS Signature Version 4; for one thread. The algorithm is in the AWS
 * documentation, "Create a signed AWS API request".
 */
final class RequestSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SERVICE = "dynamodb";
  private static final String SIGNED_HEADERS =
      "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target";
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DAY_LENGTH = 8;

  private final Credentials credentials;
  private final String region;
  private final String host;
  private final Mac mac;
  private final MessageDigest digest;

  private long second = Long.MIN_VALUE;
  private String timestamp = "";
  private String keyDay = "";
  private byte[] signingKey = {};

  RequestSigner(Credentials credentials, String region, String host) {
    this.credentials = credentials;
    this.region = region;
    this.host = host;
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256 and SHA-256", e);
    }
  }

  /** The access key, and the secret that signs. */
  record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "Credentials[" + accessKey + "]";
    }
  }

  /**
   * The values of the headers {@code X-Amz-Date}, {@code X-Amz-Content-Sha256} and {@code
   * Authorization}.
   */
  record Signature(String date, String contentHash, String authorization) {}

  Signature sign(String contentType, String target, byte[] body, Instant now) {
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      timestamp = TIMESTAMP.format(now);
    }
    String day = timestamp.substring(0, DAY_LENGTH);
    String scope = day + "/" + region + "/" + SERVICE + "/aws4_request";
    String contentHash = hex(digest.digest(body));
    String canonicalRequest =
        "POST\n/\n\ncontent-type:"
            + contentType
            + "\nhost:"
            + host
            + "\nx-amz-content-sha256:"
            + contentHash
            + "\nx-amz-date:"
            + timestamp
            + "\nx-amz-target:"
            + target
            + "\n\n"
            + SIGNED_HEADERS
            + "\n"
            + contentHash;
    String toSign =
        ALGORITHM
            + "\n"
            + timestamp
            + "\n"
            + scope
            + "\n"
            + hex(digest.digest(utf8(canonicalRequest)));
    String authorization =
        ALGORITHM
            + " Credential="
            + credentials.accessKey()
            + "/"
            + scope
            + ", SignedHeaders="
            + SIGNED_HEADERS
            + ", Signature="
            + hex(hmac(signingKey(day), toSign));
    return new Signature(timestamp, contentHash, authorization);
  }

  private byte[] signingKey(String day) {
    if (!day.equals(keyDay)) {
      byte[] dayKey = hmac(utf8("AWS4" + credentials.secretKey()), day);
      signingKey = hmac(hmac(hmac(dayKey, region), SERVICE), "aws4_request");
      keyDay = day;
    }
    return signingKey;
  }

  private byte[] hmac(byte[] key, String text) {
    try {
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 takes any key that is not empty", e);
    }
    return mac.doFinal(utf8(text));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
