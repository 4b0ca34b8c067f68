package dev.stator.gateway.bucket;

import org.jspecify.annotations.Nullable;

/**
 * A bucket or an object cannot be read or written.
 *
 * <p>Code and message are told to clients, as the FailureCode and FailureMessage of an import or
 * export: they name no path of this machine.
 */
public final class BucketException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the service says of a failure that it has no name for. */
  public static final String UNKNOWN = "UNKNOWN";

  private final String code;
  private final @Nullable String reason;

  public BucketException(String code, String message, @Nullable Throwable cause) {
    this(code, message, cause == null ? null : cause.toString(), cause);
  }

  /**
   * @param reason what went wrong, for {@link #operatorMessage}
   */
  BucketException(String code, String message, @Nullable String reason, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
  }

  static BucketException noSuchBucket() {
    return new BucketException("S3NoSuchBucket", "The specified bucket does not exist", null);
  }

  static BucketException noSuchKey(String key) {
    return new BucketException("S3NoSuchKey", "The specified key does not exist: " + key, null);
  }

  static BucketException accessDenied() {
    return new BucketException("S3AccessDenied", "Access Denied", null);
  }

  static BucketException accessDenied(String reason) {
    return new BucketException("S3AccessDenied", "Access Denied", reason, null);
  }

  public String code() {
    return code;
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The message and what is known of the reason, which may name paths and hosts. */
  public String operatorMessage() {
    return reason == null ? getMessage() : getMessage() + ": " + reason;
  }
}
