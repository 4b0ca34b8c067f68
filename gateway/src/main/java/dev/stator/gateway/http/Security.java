package dev.stator.gateway.http;

import dev.stator.gateway.auth.Authenticator;
import dev.stator.gateway.auth.UnverifiedSignatures;
import java.util.function.Supplier;

/**
 * Who may send requests.
 *
 * @param authenticators makes one for each event loop
 */
public record Security(Supplier<? extends Authenticator> authenticators) {
  /** Anybody who can reach the server. */
  public static final Security OPEN = new Security(UnverifiedSignatures::new);
}
