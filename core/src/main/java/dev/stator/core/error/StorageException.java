package dev.stator.core.error;

import org.jspecify.annotations.Nullable;

/**
 * Damage or failure of files, for the operator: names the resource, what was expected and what was
 * found.
 */
public class StorageException extends RuntimeException {
  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
