package dev.stator.gateway.auth;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that open the door at one moment; another set is another object. */
public final class AccessKeys {
  public static final AccessKeys NONE = new AccessKeys(Map.of());

  private final Map<String, AccessKey> byId;

  /**
   * @param byId keys by their ids
   */
  public AccessKeys(Map<String, AccessKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  public @Nullable AccessKey find(String id) {
    return byId.get(id);
  }
}
