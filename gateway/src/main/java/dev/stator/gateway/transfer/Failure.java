package dev.stator.gateway.transfer;

import dev.stator.gateway.bucket.BucketException;

/** Why an import or export failed, as FailureCode and FailureMessage tell it. */
public record Failure(String code, String message) {
  public static Failure of(BucketException failure) {
    return new Failure(failure.code(), failure.getMessage());
  }

  /** A failure that the service has no name for. */
  public static Failure unknown(String message) {
    return new Failure(BucketException.UNKNOWN, message);
  }
}
