package dev.stator.gateway.auth;

import org.jspecify.annotations.Nullable;

/** Tells who sent a request. Used by one event loop only. */
public interface Authenticator {
  /**
   * The key that the request was signed with, null where signatures are not verified.
   *
   * @throws dev.stator.core.error.RequestException to refuse the request
   */
  @Nullable AccessKey authenticate(SignedRequest request);

  /**
   * Whether the request claims to be of a client of which another one was found good of late; cheap
   * to find out.
   */
  default boolean knows(SignedRequest request) {
    return false;
  }
}
