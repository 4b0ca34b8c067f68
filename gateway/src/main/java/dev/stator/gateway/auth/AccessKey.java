package dev.stator.gateway.auth;

/**
 * A key that requests are signed with: whose it is, and its secret, which no text of this class
 * tells.
 */
public final class AccessKey {
  private final String id;
  private final String user;
  private final byte[] secret;

  /**
   * @param id what requests name it by, in the clear
   * @param user the name it was created under
   */
  public AccessKey(String id, String user, byte[] secret) {
    this.id = id;
    this.user = user;
    this.secret = secret.clone();
  }

  public String id() {
    return id;
  }

  public String user() {
    return user;
  }

  byte[] secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "AccessKey[id=" + id + ", user=" + user + "]";
  }
}
