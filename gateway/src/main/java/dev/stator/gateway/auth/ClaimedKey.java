package dev.stator.gateway.auth;

/** Reads which key a request says it was signed with, whether or not that is true. */
public final class ClaimedKey {
  private static final String CREDENTIAL = "Credential=";
  private static final int MAX_LENGTH = 128;

  private ClaimedKey() {}

  /** The id of the key, cut where it is longer than any there is; empty if there is none. */
  public static String of(SignedRequest request) {
    String header = request.header("authorization");
    String query = request.query();
    String text = header == null ? query == null ? "" : query : header;
    int begin = text.indexOf(CREDENTIAL);
    if (begin < 0) {
      return "";
    }
    begin += CREDENTIAL.length();
    int end = begin;
    while (end < text.length() && end - begin < MAX_LENGTH && isOfId(text.charAt(end))) {
      end++;
    }
    return text.substring(begin, end);
  }

  private static boolean isOfId(char each) {
    return (each >= '0' && each <= '9')
        || (each >= 'A' && each <= 'Z')
        || (each >= 'a' && each <= 'z');
  }
}
