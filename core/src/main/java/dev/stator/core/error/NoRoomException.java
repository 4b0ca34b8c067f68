package dev.stator.core.error;

/**
 * A file could not be made, as on a full disk. Nothing was changed: what was to be done can be done
 * later.
 */
public final class NoRoomException extends StorageException {
  public NoRoomException(String message, Throwable cause) {
    super(message, cause);
  }
}
