package dev.stator.gateway.auth;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its signature, in the header or in the query string.
 *
 * @param query the parameters of the query string, null if there are none
 * @param presigned whether the signature is in the query string
 */
record Claim(
    String algorithm,
    String credential,
    SignedHeaders headers,
    String signature,
    String date,
    @Nullable CanonicalQuery query,
    boolean presigned) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  static final String SIGNATURE_PARAMETER = "X-Amz-Signature";

  private static final String SEPARATORS = ", \t";

  /** What a request says that {@link AuthenticationPresence} found complete. */
  static Claim of(SignedRequest request) {
    String text = request.query();
    CanonicalQuery query = text == null || text.isEmpty() ? null : new CanonicalQuery(text);
    String authorization = request.header("authorization");
    if (authorization == null) {
      return ofQuery(query == null ? new CanonicalQuery("") : query);
    }
    int end = firstSeparator(authorization, 0);
    return new Claim(
        authorization.substring(0, end),
        parameter(authorization, "Credential"),
        new SignedHeaders(parameter(authorization, "SignedHeaders")),
        parameter(authorization, "Signature"),
        date(request),
        query,
        false);
  }

  /** The date that goes with a signature in the header. */
  static String date(SignedRequest request) {
    String date = request.header("x-amz-date");
    date = date == null ? request.header("date") : date;
    return date == null ? "" : date;
  }

  private static Claim ofQuery(CanonicalQuery query) {
    return new Claim(
        value(query, "X-Amz-Algorithm"),
        value(query, "X-Amz-Credential"),
        new SignedHeaders(value(query, "X-Amz-SignedHeaders")),
        value(query, SIGNATURE_PARAMETER),
        value(query, "X-Amz-Date"),
        query,
        true);
  }

  private static String value(CanonicalQuery query, String name) {
    String value = query.find(name);
    return value == null ? "" : value;
  }

  /**
   * Refuses a header of which a part, after the algorithm, has no equals sign.
   *
   * @throws RequestException INCOMPLETE_SIGNATURE
   */
  static void requireValues(String authorization) {
    int from = firstSeparator(authorization, 0);
    while (from < authorization.length()) {
      int end = firstSeparator(authorization, from);
      if (end > from && authorization.substring(from, end).indexOf('=') < 0) {
        throw new RequestException(
            ErrorCode.INCOMPLETE_SIGNATURE,
            "'"
                + authorization.substring(from, end)
                + "' not a valid key=value pair (missing equal-sign) in Authorization header: '"
                + authorization
                + "'.");
      }
      from = end + 1;
    }
  }

  private static String parameter(String authorization, String name) {
    for (int at = authorization.indexOf(name); at >= 0; at = authorization.indexOf(name, at + 1)) {
      int value = at + name.length() + 1;
      boolean starts = at > 0 && SEPARATORS.indexOf(authorization.charAt(at - 1)) >= 0;
      if (starts && value <= authorization.length() && authorization.charAt(value - 1) == '=') {
        return authorization.substring(value, firstSeparator(authorization, value));
      }
    }
    return "";
  }

  private static int firstSeparator(String text, int from) {
    int at = from;
    while (at < text.length() && SEPARATORS.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
