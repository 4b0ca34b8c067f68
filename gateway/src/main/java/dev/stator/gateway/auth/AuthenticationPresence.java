package dev.stator.gateway.auth;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a request carries the parts of a Signature Version 4, in its {@code Authorization}
 * header or in its query string, without verifying them. Messages are those of the service.
 */
final class AuthenticationPresence {
  private static final String SCHEME_PREFIX = "AWS4-";
  private static final String[] HEADER_PARAMETERS = {"Credential", "Signature", "SignedHeaders"};
  private static final String ALGORITHM_PARAMETER = "X-Amz-Algorithm";
  private static final String[] QUERY_PARAMETERS = {
    ALGORITHM_PARAMETER, "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"
  };

  private AuthenticationPresence() {}

  /** Returns the refusal of a request, null when the parts of its signature are complete. */
  static @Nullable RequestException check(SignedRequest request) {
    boolean dated = request.header("x-amz-date") != null || request.header("date") != null;
    return check(request.header("authorization"), dated, request.query());
  }

  /**
   * Returns the refusal of a request with these parts, null when they are complete.
   *
   * @param authorization the {@code Authorization} header
   * @param dated whether there is an {@code X-Amz-Date} or a {@code Date} header
   * @param query the query string as sent, without the question mark
   */
  static @Nullable RequestException check(
      @Nullable String authorization, boolean dated, @Nullable String query) {
    String presigned =
        query != null && hasParameter(query, ALGORITHM_PARAMETER, false) ? query : null;
    if (presigned != null && authorization != null) {
      return new RequestException(
          ErrorCode.INVALID_SIGNATURE,
          "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP"
              + " header.");
    }
    if (presigned != null) {
      return checkQuery(presigned);
    }
    if (authorization == null || !authorization.startsWith(SCHEME_PREFIX)) {
      return new RequestException(
          ErrorCode.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
    }
    return checkHeader(authorization, dated);
  }

  private static @Nullable RequestException checkHeader(String authorization, boolean dated) {
    List<String> missing = new ArrayList<>(0);
    for (String parameter : HEADER_PARAMETERS) {
      if (!hasHeaderParameter(authorization, parameter)) {
        missing.add("Authorization header requires '" + parameter + "' parameter.");
      }
    }
    if (!dated) {
      missing.add(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (missing.isEmpty()) {
      return null;
    }
    missing.add("Authorization=" + authorization);
    return new RequestException(ErrorCode.INCOMPLETE_SIGNATURE, String.join(" ", missing));
  }

  private static @Nullable RequestException checkQuery(String query) {
    List<String> missing = new ArrayList<>(0);
    for (String parameter : QUERY_PARAMETERS) {
      if (!hasParameter(query, parameter, true)) {
        missing.add("AWS query-string parameters must include '" + parameter + "'.");
      }
    }
    if (missing.isEmpty()) {
      return null;
    }
    missing.add("Re-examine the query-string parameters.");
    return new RequestException(ErrorCode.INCOMPLETE_SIGNATURE, String.join(" ", missing));
  }

  /** Whether the header has {@code name=value} after a blank or comma, with a value. */
  private static boolean hasHeaderParameter(String header, String name) {
    for (int at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean starts = at > 0 && (header.charAt(at - 1) == ' ' || header.charAt(at - 1) == ',');
      if (starts && hasValue(header, end, ',')) {
        return true;
      }
    }
    return false;
  }

  /** Whether the query string has this parameter, with a value if one is asked for. */
  private static boolean hasParameter(String query, String name, boolean withValue) {
    for (int at = query.indexOf(name); at >= 0; at = query.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean starts = at == 0 || query.charAt(at - 1) == '&';
      boolean ends = end == query.length() || query.charAt(end) == '=' || query.charAt(end) == '&';
      if (starts && ends && (!withValue || hasValue(query, end, '&'))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasValue(String text, int equals, char separator) {
    return equals + 1 < text.length()
        && text.charAt(equals) == '='
        && text.charAt(equals + 1) != separator;
  }
}
