package dev.stator.gateway.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string, and how they are signed: each encoded in one way, sorted. */
final class CanonicalQuery {
  private static final String UNRESERVED = "-_.~";
  private static final String HEX_DIGITS = "0123456789ABCDEF";

  private final List<Parameter> parameters = new ArrayList<>();

  /** Name and value, decoded; a character is a byte. */
  private record Parameter(String name, String value) {}

  CanonicalQuery(String query) {
    for (String part : query.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        parameters.add(new Parameter(decode(name), decode(value)));
      }
    }
  }

  /** The value of the first parameter of this name. */
  @Nullable String find(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name.equals(name)) {
        return parameter.value;
      }
    }
    return null;
  }

  /** As it is signed, without the parameters of this name. */
  String textWithout(String name) {
    List<Parameter> encoded = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (!parameter.name.equals(name)) {
        encoded.add(new Parameter(encode(parameter.name), encode(parameter.value)));
      }
    }
    encoded.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
    return String.join("&", encoded.stream().map(each -> each.name + "=" + each.value).toList());
  }

  /** A percent sign that begins no escape stands for itself. */
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int value = text.charAt(i) == '%' ? escape(text, i) : -1;
      decoded.append(value < 0 ? text.charAt(i) : (char) value);
      i += value < 0 ? 0 : 2;
    }
    return decoded.toString();
  }

  private static int escape(String text, int percent) {
    if (percent + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(percent + 1), 16);
    int low = Character.digit(text.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte each : text.getBytes(ISO_8859_1)) {
      int value = each & 0xFF;
      if (isUnreserved((char) value)) {
        encoded.append((char) value);
      } else {
        encoded.append('%').append(HEX_DIGITS.charAt(value >> 4));
        encoded.append(HEX_DIGITS.charAt(value & 0xF));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(char value) {
    return (value >= 'A' && value <= 'Z')
        || (value >= 'a' && value <= 'z')
        || (value >= '0' && value <= '9')
        || UNRESERVED.indexOf(value) >= 0;
  }
}
