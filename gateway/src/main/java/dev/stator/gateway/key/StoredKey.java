package dev.stator.gateway.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the file has it.
 *
 * @param id what requests name it by
 * @param expires from when on it is not good any more, null for never
 * @param sealedSecret what {@link MasterKey} has made of the secret
 */
record StoredKey(String id, Instant created, @Nullable Instant expires, String sealedSecret) {
  boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }
}
