package dev.stator.gateway.policy;

/** Matches a text with a pattern, in which * stands for any characters and ? for one. */
final class Wildcard {
  private Wildcard() {}

  static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  static boolean matches(String pattern, String text, boolean ignoringCase) {
    int at = 0;
    int star = -1; // the last one met, and what it stands for begins at mark
    int mark = 0;
    int p = 0;
    while (at < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = at;
      } else if (p < pattern.length() && fits(pattern.charAt(p), text.charAt(at), ignoringCase)) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean fits(char pattern, char text, boolean ignoringCase) {
    return pattern == '?'
        || pattern == text
        || (ignoringCase && Character.toLowerCase(pattern) == Character.toLowerCase(text));
  }
}
