package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;

/** A file store that ends in the middle of something, and what is found afterwards. */
public interface CrashableStore {
  FileStore files();

  /** Ends in the middle of the n-th further operation that changes something. */
  void crashAfter(int operations);

  boolean isOver();

  /** Ends now, if it has not ended yet; returns what is found at the next start. */
  CrashableStore crash();

  /** Files and mappings that are still open. */
  int open();

  /** What was not forced is lost or torn. */
  static CrashableStore losingPower(long seed) {
    return new LosingPower(new FaultyFileStore(seed));
  }

  /** What was written is kept. */
  static CrashableStore killed() {
    return new KilledFileStore();
  }

  /** A loss of power. */
  record LosingPower(FaultyFileStore files) implements CrashableStore {
    @Override
    public void crashAfter(int operations) {
      files.losePowerAfter(operations);
    }

    @Override
    public boolean isOver() {
      try {
        files.exists(Path.of("/"));
        return false;
      } catch (StorageException _) {
        return true;
      }
    }

    @Override
    public CrashableStore crash() {
      return new LosingPower(files.losePower());
    }

    @Override
    public int open() {
      return files.openFiles() + files.openMappings();
    }
  }
}
