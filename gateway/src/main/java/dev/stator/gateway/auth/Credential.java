package dev.stator.gateway.auth;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.util.ArrayList;
import java.util.List;

/** The credential of a signature: which key signed, and for what. */
record Credential(String keyId, String day, String region, String service, String terminator) {
  private static final String TERMINATOR = "aws4_request";
  private static final int ELEMENTS = 5;

  /**
   * Takes the text apart at its slashes; slashes at its end do not count.
   *
   * @throws RequestException INCOMPLETE_SIGNATURE if it has other than five elements
   */
  static Credential parse(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    String[] elements = text.substring(0, end).split("/", -1);
    if (elements.length != ELEMENTS) {
      throw new RequestException(
          ErrorCode.INCOMPLETE_SIGNATURE,
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + text
              + "'");
    }
    return new Credential(elements[0], elements[1], elements[2], elements[3], elements[4]);
  }

  /**
   * Checks what it is for.
   *
   * @param date when the request was signed
   * @throws RequestException INVALID_SIGNATURE that tells all that is wrong
   */
  void check(SigningScope scope, String date) {
    List<String> wrong = new ArrayList<>(0);
    if (!region.equals(scope.region())) {
      wrong.add("Credential should be scoped to a valid region, not '" + region + "'.");
    }
    if (!service.equals(scope.service())) {
      wrong.add("Credential should be scoped to correct service: '" + scope.service() + "'.");
    }
    if (!terminator.equals(TERMINATOR)) {
      wrong.add(
          "Credential should be scoped with a valid terminator: '"
              + TERMINATOR
              + "', not '"
              + terminator
              + "'.");
    }
    if (!isOf(date)) {
      wrong.add(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '"
              + day
              + "' != '"
              + date.substring(0, AmzDate.DAY_LENGTH)
              + "', from '"
              + date
              + "'.");
    }
    if (!wrong.isEmpty()) {
      throw new RequestException(ErrorCode.INVALID_SIGNATURE, String.join(" ", wrong));
    }
  }

  /** Whether it is for the day of this date. */
  boolean isOf(String date) {
    return day.length() == AmzDate.DAY_LENGTH && date.startsWith(day);
  }

  /** All but the key: what the string to sign calls the scope. */
  String scope() {
    return day + "/" + region + "/" + service + "/" + terminator;
  }
}
