package dev.stator.gateway.http;

import dev.stator.gateway.access.Guard;
import dev.stator.gateway.auth.Authenticator;
import dev.stator.gateway.auth.FailureLimit;
import dev.stator.gateway.auth.UnverifiedSignatures;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may send requests, and what they may do.
 *
 * @param authenticators makes one for each event loop
 * @param guards the same, null where signatures are not verified and everybody may do everything
 * @param failures how often an address may fail to authenticate, null for as often as it likes
 * @param tls null for HTTP in the clear
 */
public record Security(
    Supplier<? extends Authenticator> authenticators,
    @Nullable Supplier<Guard> guards,
    @Nullable FailureLimit failures,
    @Nullable TlsConfig tls) {
  /** Anybody who can reach the server. */
  public static final Security OPEN = new Security(UnverifiedSignatures::new, null, null, null);

  /** The same over TLS, or not. */
  public Security withTls(@Nullable TlsConfig other) {
    return new Security(authenticators, guards, failures, other);
  }
}
