package dev.stator.core.engine;

import dev.stator.core.backup.ManifestCodec;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotManifest;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.DirectoryLock;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.segment.SegmentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The backups of a data directory as files, to copy them elsewhere and to bring them back. Backups
 * do not change, so they can be read while a server has the directory open; one is brought back
 * while none has.
 */
public final class BackupDirectory {
  private static final String BACKUPS = "backups";

  private final FileStore store = new DiskFileStore();
  private final Path data;
  private final Path root;
  private final SnapshotStore backups;

  public BackupDirectory(Path data) {
    this.data = data;
    this.root = data.resolve(BACKUPS);
    this.backups = new SnapshotStore(store, root);
  }

  /**
   * A backup that is there.
   *
   * @throws StorageException when it is not, or its manifest is damaged
   */
  public Snapshot open(String id) {
    if (!backups.has(id)) {
      throw new StorageException("no backup " + id + " in " + data);
    }
    return backups.open(id);
  }

  /** The manifest of a backup as bytes; {@link Receipt#complete} takes it. */
  public static byte[] encode(SnapshotManifest manifest) {
    return ManifestCodec.encode(manifest);
  }

  /**
   * Begins to bring a backup back, which is there when it is complete. The directory is made if
   * need be.
   *
   * @throws StorageException when a process has the directory open, or the backup is there already
   */
  public Receipt receive(String id) {
    try {
      PrivateDirectory.create(data);
    } catch (IOException e) {
      throw new StorageException("cannot create the data directory " + data, e);
    }
    DirectoryLock lock = DirectoryLock.acquire(data);
    try {
      if (backups.has(id)) {
        throw new StorageException("backup " + id + " is in " + data + " already");
      }
      backups.delete(id); // what is left of an earlier attempt
      return new Receipt(id, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * A backup on its way back; what was written of it goes if it is closed before it is complete.
   */
  public final class Receipt implements AutoCloseable {
    private final String id;
    private final DirectoryLock lock;
    private boolean complete;

    private Receipt(String id, DirectoryLock lock) {
      this.id = id;
      this.lock = lock;
    }

    /** Where the file of a segment is to be written, and forced, before this is complete. */
    public Path segmentFile(long partition, int number) {
      Path directory = root.resolve(id).resolve(Long.toString(partition));
      store.createDirectories(directory);
      return directory.resolve(SegmentFile.fileName(number));
    }

    /**
     * Checks every byte of the backup and makes it be there.
     *
     * @throws StorageException when the manifest or a segment is damaged or of something else
     */
    public Snapshot complete(byte[] manifest) {
      SnapshotManifest read = ManifestCodec.decode(root.resolve(id), manifest);
      if (!read.id().equals(id)) {
        throw new StorageException("manifest of another backup: " + read.id() + " is not " + id);
      }
      Snapshot snapshot = backups.complete(read);
      List<StorageException> damages = new ArrayList<>();
      snapshot.check(damages::add);
      if (!damages.isEmpty()) {
        throw damages.getFirst();
      }
      complete = true;
      return snapshot;
    }

    @Override
    public void close() {
      try {
        if (!complete) {
          backups.delete(id);
        }
      } finally {
        lock.close();
      }
    }
  }
}
