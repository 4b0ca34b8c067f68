package dev.stator.core.engine;

/**
 * Shows an encoded key, whose types are not known, to a person: what is printable as it is, other
 * bytes as {@code \\xNN}, without the hash it begins with.
 */
final class KeyText {
  private static final int MAX_BYTES = 200;

  private KeyText() {}

  static String of(byte[] key) {
    StringBuilder text = new StringBuilder();
    for (int i = Math.min(Long.BYTES, key.length); i < Math.min(key.length, MAX_BYTES); i++) {
      int value = key[i] & 0xFF;
      if (value > ' ' && value < 0x7F && value != '\\') {
        text.append((char) value);
      } else {
        text.append(String.format("\\x%02x", value));
      }
    }
    return text.append(key.length > MAX_BYTES ? "…" : "").toString();
  }
}
