package dev.stator.gateway.key;

/**
 * A key that was just made, the only time its secret is told.
 *
 * @param id what requests name it by
 */
public record NewKey(String id, String secret) {
  @Override
  public String toString() {
    return "NewKey[id=" + id + "]";
  }
}
