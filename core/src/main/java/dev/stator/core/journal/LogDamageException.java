package dev.stator.core.journal;

import dev.stator.core.error.StorageException;
import java.nio.file.Path;

/** A commit log that cannot be replayed, and the place where that ends. */
final class LogDamageException extends StorageException {
  private final transient Path file;
  private final int position;

  LogDamageException(Path file, int position, String reason) {
    super("corrupt commit log: file=%s, position=%d, %s".formatted(file, position, reason));
    this.file = file;
    this.position = position;
  }

  Path file() {
    return file;
  }

  int position() {
    return position;
  }
}
