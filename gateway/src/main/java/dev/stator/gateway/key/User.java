package dev.stator.gateway.key;

import java.util.ArrayList;
import java.util.List;

/**
 * A name with its keys and what they may do.
 *
 * @param policy a policy document in JSON
 * @param keys the newest first
 */
record User(String name, boolean enabled, String policy, List<StoredKey> keys) {
  User {
    keys = List.copyOf(keys);
  }

  User withKeys(List<StoredKey> others) {
    return new User(name, enabled, policy, others);
  }

  /**
   * What the seal of a key's secret covers besides the secret: with anything else in the file
   * changed, the secret does not open.
   */
  String sealed(StoredKey key) {
    List<String> parts = new ArrayList<>();
    parts.add(name);
    parts.add(enabled ? "enabled" : "disabled");
    parts.add(key.id());
    parts.add(key.created().toString());
    parts.add(String.valueOf(key.expires()));
    parts.add(policy);
    return String.join("\n", parts);
  }
}
