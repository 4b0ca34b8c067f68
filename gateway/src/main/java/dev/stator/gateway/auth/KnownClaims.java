package dev.stator.gateway.auth;

import org.jspecify.annotations.Nullable;

/**
 * What the {@code Authorization} headers of late said before their signatures, which is the same
 * all day for one client; only what was verified gets in, so strangers push nobody out. A lookup
 * allocates nothing.
 */
final class KnownClaims {
  /** Many more clients than this with one event loop are verified at full cost. */
  private static final int SLOTS = 1024;

  static final int SIGNATURE_DIGITS = 2 * SigningKey.SIGNATURE_LENGTH;

  private static final String SIGNATURE = "Signature=";

  private final @Nullable Known[] slots = new @Nullable Known[SLOTS];

  /**
   * @param prefix of the header, up to its signature
   * @param scope as in the string to sign
   * @param keys the set that {@code accessKey} is of
   */
  record Known(
      String prefix,
      Credential credential,
      String scope,
      SignedHeaders headers,
      AccessKeys keys,
      AccessKey accessKey,
      SigningKey signingKey) {}

  @Nullable Known find(String authorization, AccessKeys keys) {
    int length = prefixLength(authorization);
    if (length < 0) {
      return null;
    }
    Known known = slots[slot(authorization, length)];
    return known != null
            && known.keys == keys
            && known.prefix.length() == length
            && authorization.startsWith(known.prefix)
        ? known
        : null;
  }

  void put(Known known) {
    slots[slot(known.prefix, known.prefix.length())] = known;
  }

  /** The length of all before a signature that ends the header; negative if none does. */
  static int prefixLength(String authorization) {
    int length = authorization.length() - SIGNATURE_DIGITS;
    int name = length - SIGNATURE.length();
    return name > 0 && authorization.startsWith(SIGNATURE, name) ? length : -1;
  }

  private static int slot(String text, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
