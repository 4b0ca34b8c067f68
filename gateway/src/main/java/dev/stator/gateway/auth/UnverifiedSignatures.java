package dev.stator.gateway.auth;

import dev.stator.core.error.RequestException;
import org.jspecify.annotations.Nullable;

/** Lets every request pass that has the parts of a signature, whatever it says. */
public final class UnverifiedSignatures implements Authenticator {
  @Override
  public @Nullable AccessKey authenticate(SignedRequest request) {
    RequestException refusal = AuthenticationPresence.check(request);
    if (refusal != null) {
      throw refusal;
    }
    return null;
  }
}
