package dev.stator.gateway.key;

import dev.stator.core.error.StorageException;
import dev.stator.gateway.auth.AccessKeys;
import dev.stator.gateway.watch.FileWatch;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are good at the moment, for all threads; read again when their file has changed. A
 * file that cannot be read changes nothing and is logged: the keys from before stay good.
 */
public final class KeyWatch implements Supplier<AccessKeys>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

  private final KeyStore store;
  private final FileWatch watch;
  private volatile AccessKeys keys;

  /**
   * Reads the keys and begins to watch them.
   *
   * @throws StorageException when they cannot be read
   */
  public KeyWatch(KeyStore store) {
    this.store = store;
    this.watch = new FileWatch("stator-keys");
    watch.add(List.of(store.file()), this::read);
    keys = store.accessKeys();
    watch.start();
  }

  @Override
  public AccessKeys get() {
    return keys;
  }

  @Override
  public void close() {
    watch.close();
  }

  private void read() {
    try {
      keys = store.accessKeys();
    } catch (StorageException unreadable) {
      LOG.error("the keys have changed and cannot be read; those from before stay", unreadable);
    }
  }
}
