package dev.stator.gateway;

import dev.stator.gateway.access.AuditLog;
import dev.stator.gateway.access.Guard;
import dev.stator.gateway.auth.FailureLimit;
import dev.stator.gateway.auth.SigV4Verifier;
import dev.stator.gateway.auth.SigningScope;
import dev.stator.gateway.http.Security;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.KeyWatch;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** What a server has open that asks for keys: the keys, and the audit log. */
final class Doorkeeper implements AutoCloseable {
  private final InstantSource clock = InstantSource.system();
  private final KeyWatch keys;
  private final AuditLog audit;

  /**
   * @param data the data directory whose keys are good
   * @throws dev.stator.core.error.StorageException when they cannot be read
   */
  Doorkeeper(Path data) {
    keys = new KeyWatch(KeyStore.of(data));
    audit = new AuditLog(data.resolve("access").resolve("audit.jsonl"), clock);
  }

  /**
   * @param failuresPerMinute how often an address may fail to authenticate, 0 for as often as it
   *     likes
   */
  Security security(String region, int failuresPerMinute) {
    SigningScope scope = SigningScope.ofDynamoDb(region);
    FailureLimit failures =
        failuresPerMinute == 0
            ? null
            : new FailureLimit(failuresPerMinute, clock, new SecureRandom().nextLong());
    return new Security(
        () -> new SigV4Verifier(scope, keys, clock),
        () -> new Guard(region, clock, audit),
        failures,
        null);
  }

  @Override
  public void close() {
    keys.close();
    audit.close();
  }
}
