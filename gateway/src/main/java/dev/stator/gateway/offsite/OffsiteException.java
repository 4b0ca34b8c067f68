package dev.stator.gateway.offsite;

import org.jspecify.annotations.Nullable;

/** A copy of a backup cannot be made or brought back; the message is for the operator. */
public final class OffsiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OffsiteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
