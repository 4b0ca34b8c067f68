package dev.stator.gateway.auth;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.util.Locale;

/** The names of the headers that a signature covers. */
final class SignedHeaders {
  private final String text;
  private final String[] names;
  private final String[] lowerCaseNames;

  /**
   * @param text names with semicolons between them
   */
  SignedHeaders(String text) {
    this.text = text;
    names = text.split(";", -1);
    lowerCaseNames = text.toLowerCase(Locale.ROOT).split(";", -1);
  }

  /** As the request gave it. */
  String text() {
    return text;
  }

  int count() {
    return names.length;
  }

  String name(int index) {
    return names[index];
  }

  /** The place of a header in the list, -1 if the signature does not cover it. */
  int indexOf(String header) {
    for (int i = 0; i < lowerCaseNames.length; i++) {
      if (lowerCaseNames[i].equalsIgnoreCase(header)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * @throws RequestException INVALID_SIGNATURE
   */
  void requireHost() {
    if (indexOf("host") < 0) {
      throw unsigned("'Host' or ':authority'");
    }
  }

  /** What is said when this header must be signed and is not. */
  static RequestException unsigned(String header) {
    return new RequestException(
        ErrorCode.INVALID_SIGNATURE,
        header + " must be a 'SignedHeader' in the AWS Authorization.");
  }
}
