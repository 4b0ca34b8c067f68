package dev.stator.loadgen.http;

import org.jspecify.annotations.Nullable;

/**
 * An access key, the secret that signs, and the token of a session.
 *
 * @param sessionToken null for the keys of a user
 */
public record Credentials(String accessKey, String secretKey, @Nullable String sessionToken) {
  /** Enough for an endpoint that does not know its users. */
  public static final Credentials PLACEHOLDER = new Credentials("local", "local", null);

  @Override
  public String toString() {
    return "Credentials[" + accessKey + "]";
  }
}
