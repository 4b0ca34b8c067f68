package dev.stator.gateway.auth;

import dev.stator.gateway.policy.PolicyDocument;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that requests are signed with: whose it is, and its secret, which no text of this class
 * tells.
 */
public final class AccessKey {
  private final String id;
  private final String user;
  private final byte[] secret;
  private final long expiresMs;
  private final PolicyDocument policy;

  /**
   * @param id what requests name it by, in the clear
   * @param user the name it was created under
   * @param expires from when on it is not good any more, null for never
   * @param policy what its user may do
   */
  public AccessKey(
      String id, String user, byte[] secret, @Nullable Instant expires, PolicyDocument policy) {
    this.id = id;
    this.user = user;
    this.secret = secret.clone();
    this.expiresMs = expires == null ? Long.MAX_VALUE : expires.toEpochMilli();
    this.policy = policy;
  }

  public String id() {
    return id;
  }

  public String user() {
    return user;
  }

  public PolicyDocument policy() {
    return policy;
  }

  boolean isGood(long nowMs) {
    return nowMs < expiresMs;
  }

  byte[] secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "AccessKey[id=" + id + ", user=" + user + "]";
  }
}
