package dev.stator.core.error;

/**
 * A refusal of one request, with the code and the exact message the client gets; no stack trace.
 */
public final class RequestException extends RuntimeException {
  private final ErrorCode code;

  public RequestException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** The most frequent refusal: a {@code ValidationException} with this message. */
  public static RequestException validation(String message) {
    return new RequestException(ErrorCode.VALIDATION, message);
  }

  public ErrorCode code() {
    return code;
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
