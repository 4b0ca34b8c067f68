package dev.stator.gateway.auth;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Decides whether a signature is of now. */
final class SigningTime {
  private static final long SKEW_S = 15 * 60;
  private static final long MAX_EXPIRES_S = 7 * 24 * 60 * 60;
  private static final int MAX_EXPIRES_DIGITS = 9;
  private static final long MS_PER_SECOND = 1000;

  private final InstantSource clock;

  SigningTime(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Checks when a request was signed.
   *
   * @param expires for how many seconds a presigned request is good, null for the usual
   * @throws RequestException INCOMPLETE_SIGNATURE if one of the texts is none, INVALID_SIGNATURE if
   *     it was signed too long ago or is from the future
   */
  void check(String date, @Nullable String expires) {
    long signed = AmzDate.parse(date);
    if (signed == AmzDate.INVALID) {
      throw new RequestException(
          ErrorCode.INCOMPLETE_SIGNATURE,
          "Date must be in ISO-8601 'basic format'. Got '"
              + date
              + "'. See http://en.wikipedia.org/wiki/ISO_8601");
    }
    long validity = expires == null ? SKEW_S : seconds(expires);
    long now = Math.floorDiv(clock.millis(), MS_PER_SECOND);
    if (signed < now - validity) {
      throw refusal("Signature expired: ", date, " is now earlier than ", now, -validity);
    }
    if (signed > now + SKEW_S) {
      throw refusal("Signature not yet current: ", date, " is still later than ", now, SKEW_S);
    }
  }

  private static long seconds(String expires) {
    if (!expires.matches("[0-9]{1," + MAX_EXPIRES_DIGITS + "}")) {
      throw new RequestException(
          ErrorCode.INCOMPLETE_SIGNATURE, "X-Amz-Expires should be a number");
    }
    long seconds = Long.parseLong(expires);
    if (seconds > MAX_EXPIRES_S) {
      throw new RequestException(
          ErrorCode.INCOMPLETE_SIGNATURE,
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
              + " must be less than "
              + MAX_EXPIRES_S
              + " seconds");
    }
    return seconds;
  }

  private static RequestException refusal(
      String what, String date, String relation, long now, long distance) {
    long size = Math.abs(distance);
    String amount = size % 60 == 0 ? size / 60 + " min." : size + " sec.";
    return new RequestException(
        ErrorCode.INVALID_SIGNATURE,
        what
            + date
            + relation
            + AmzDate.format(now + distance)
            + " ("
            + AmzDate.format(now)
            + (distance < 0 ? " - " : " + ")
            + amount
            + ")");
  }
}
