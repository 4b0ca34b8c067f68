package dev.stator.core.backup;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of snapshots.
 *
 * <pre>
 * ID/manifest                     what the snapshot is; the snapshot is there when this is
 * ID/P/                           segments of partition P, from 1
 * </pre>
 *
 * <p>Calls for one snapshot come one after the other.
 */
public final class SnapshotStore {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
  private static final String MANIFEST = "manifest";

  private final FileStore store;
  private final Path root;
  private final Consumer<Path> deletion;

  public SnapshotStore(FileStore store, Path root) {
    this(store, root, store::deleteTree);
  }

  /**
   * @param deletion deletes the directory of a snapshot that is not there any more, now or later
   */
  public SnapshotStore(FileStore store, Path root, Consumer<Path> deletion) {
    this.store = store;
    this.root = root;
    this.deletion = deletion;
  }

  /** Deletes what is left of snapshots that were being made or deleted. */
  public void deleteHalves() {
    for (Path directory : store.list(root)) {
      if (!store.exists(directory.resolve(MANIFEST))) {
        store.deleteTree(directory);
      }
    }
  }

  /** The ids of the snapshots that are there, ascending. */
  public List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (Path directory : store.list(root)) {
      if (store.exists(directory.resolve(MANIFEST))) {
        ids.add(String.valueOf(directory.getFileName()));
      }
    }
    return ids;
  }

  /** All snapshots whose manifests are right; the others are reported in the log. */
  public List<Snapshot> all() {
    List<Snapshot> all = new ArrayList<>();
    for (String id : ids()) {
      try {
        all.add(open(id));
      } catch (StorageException e) {
        LOG.error("a backup cannot be used: {}", e.getMessage());
      }
    }
    return all;
  }

  public boolean has(String id) {
    return store.exists(manifest(id));
  }

  /**
   * Opens a snapshot for reading.
   *
   * @throws StorageException when it is not there or its manifest is damaged
   */
  public Snapshot open(String id) {
    Path file = manifest(id);
    SnapshotManifest manifest = ManifestCodec.decode(file, store.read(file));
    if (!manifest.id().equals(id)) {
      throw new StorageException(
          "manifest of another backup: file=%s, expected=%s, actual=%s"
              .formatted(file, id, manifest.id()));
    }
    return new Snapshot(store, root.resolve(id), manifest);
  }

  /**
   * Adds a segment to a snapshot that is being made: the file gets another name.
   *
   * @param partition the id of the partition
   */
  public void link(String id, long partition, int number, Path segment) {
    Path directory = partition(id, partition);
    store.createDirectories(directory);
    store.link(segment, directory.resolve(SegmentFile.fileName(number)));
  }

  /**
   * Makes a snapshot be there; the contents of its segments must be durable.
   *
   * @throws StorageException when the disk fails; the snapshot is not there then
   */
  public Snapshot complete(SnapshotManifest manifest) {
    store.createDirectories(root.resolve(manifest.id()));
    for (SnapshotPartition partition : manifest.partitions()) {
      if (!partition.segments().isEmpty()) {
        store.forceDirectory(partition(manifest.id(), partition.id()));
      }
    }
    store.replace(manifest(manifest.id()), ManifestCodec.encode(manifest));
    return open(manifest.id());
  }

  /** Deletes a snapshot or what was made of it; other names of its segments stay. */
  public void delete(String id) {
    Path directory = root.resolve(id);
    if (store.exists(directory.resolve(MANIFEST))) {
      store.delete(directory.resolve(MANIFEST));
      store.forceDirectory(directory);
    }
    deletion.accept(directory);
  }

  private Path manifest(String id) {
    return root.resolve(id).resolve(MANIFEST);
  }

  private Path partition(String id, long partition) {
    return root.resolve(id).resolve(Long.toString(partition));
  }
}
