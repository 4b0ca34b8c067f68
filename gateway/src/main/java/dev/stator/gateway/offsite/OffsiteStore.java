package dev.stator.gateway.offsite;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.engine.BackupDirectory;
import dev.stator.gateway.bucket.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;

/**
 * Copies of backups in one place:
 *
 * <pre>
 * PREFIX/backups/ID.json              what the backup is; it is there when this is
 * PREFIX/segments/SHA-256             contents of segments
 * PREFIX/working/…                    what works on these now: {@link Turn}
 * </pre>
 */
public final class OffsiteStore implements AutoCloseable {
  private static final String BACKUPS = "backups/";
  static final String SEGMENTS = "segments/";
  private static final String MANIFEST = ".json";

  private final OffsiteObjects objects;
  private final EpochClock clock;

  private OffsiteStore(OffsiteObjects objects, EpochClock clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /**
   * The copies at a place; that connects to nothing yet.
   *
   * @param region that signatures name, if it is a bucket
   */
  public static OffsiteStore open(OffsitePlace place, String region) {
    return open(place, region, SystemEpochClock.INSTANCE);
  }

  static OffsiteStore open(OffsitePlace place, String region, EpochClock clock) {
    return new OffsiteStore(
        new OffsiteObjects(place.open(region), place.bucket(), place.prefix()), clock);
  }

  /**
   * What was done with the segments of a backup.
   *
   * @param moved how many were sent or fetched
   * @param bytes in these
   * @param present how many were there already
   */
  public record Outcome(int moved, long bytes, int present) {}

  /** A backup that is here. */
  public record Copied(String id, String table, long createdMs) {}

  /** All backups that are here, in the order of their ids. */
  public List<Copied> list() {
    return manifests().stream()
        .map(manifest -> new Copied(manifest.id(), manifest.table(), manifest.createdMs()))
        .toList();
  }

  private List<OffsiteManifest> manifests() {
    List<OffsiteManifest> found = new ArrayList<>();
    for (StoredObject object : objects.list(BACKUPS)) {
      if (object.key().endsWith(MANIFEST)) {
        found.add(OffsiteManifest.decode(object.key(), objects.read(object.key())));
      }
    }
    return found;
  }

  /**
   * Copies a backup here; segments that are here already are not sent again.
   *
   * @throws OffsiteException when it cannot be read, or segments are being deleted here
   * @throws dev.stator.gateway.bucket.BucketException when this place cannot be written
   */
  public Outcome copy(Snapshot backup) {
    try (Turn turn = Turn.toCopy(objects, clock)) {
      return copy(backup, turn);
    }
  }

  private Outcome copy(Snapshot backup, Turn turn) {
    int sent = 0;
    long bytes = 0;
    List<OffsiteSegment> segments = new ArrayList<>();
    for (SnapshotPartition partition : backup.manifest().partitions()) {
      for (SnapshotSegment segment : partition.segments()) {
        turn.goOn();
        Path file = backup.segmentFile(partition, segment);
        SegmentContent content = SegmentContent.read(file, segment.end());
        OffsiteSegment described =
            new OffsiteSegment(
                partition.id(),
                segment.number(),
                segment.end(),
                content.fileLength(),
                content.sha256());
        if (send(content, described)) {
          sent++;
          bytes += segment.end();
        }
        segments.add(described);
      }
    }
    OffsiteManifest manifest =
        new OffsiteManifest(
            backup.manifest().id(),
            backup.manifest().table().name(),
            backup.manifest().createdMs(),
            Base64.getEncoder().encodeToString(BackupDirectory.encode(backup.manifest())),
            segments);
    objects.put(manifestKey(manifest.id()), manifest.encode());
    return new Outcome(sent, bytes, segments.size() - sent);
  }

  private boolean send(SegmentContent content, OffsiteSegment segment) {
    String key = segmentKey(segment);
    StoredObject present = objects.find(key);
    if (present != null && present.length() == segment.end()) {
      return false;
    }
    try (SegmentContent.Part part = content.copy()) {
      objects.put(key, part.file(), part.md5());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Brings a backup back into a data directory, and checks every byte of it.
   *
   * @throws OffsiteException when it is not here, or something of it is not what was copied
   * @throws dev.stator.core.error.StorageException when the directory is in use or has the backup
   */
  public Outcome fetch(String id, BackupDirectory directory) {
    String key = manifestKey(id);
    requireCopy(id);
    OffsiteManifest manifest = OffsiteManifest.decode(key, objects.read(key));
    long bytes = 0;
    try (BackupDirectory.Receipt receipt = directory.receive(id)) {
      for (OffsiteSegment segment : manifest.segments()) {
        Path file = receipt.segmentFile(segment.partition(), segment.number());
        try (InputStream content = objects.open(segmentKey(segment))) {
          SegmentContent.write(content, segment, file);
        } catch (IOException e) {
          throw new OffsiteException("segment " + segment.sha256() + " cannot be fetched", e);
        }
        bytes += segment.end();
      }
      receipt.complete(Base64.getDecoder().decode(manifest.manifest()));
    }
    return new Outcome(manifest.segments().size(), bytes, 0);
  }

  /**
   * Deletes a copy; its segments stay until {@link #prune}.
   *
   * @throws OffsiteException when it is not here
   */
  public void delete(String id) {
    requireCopy(id);
    objects.delete(manifestKey(id));
  }

  /** Asks for a list, which tells a bucket that is not there from a copy that is not. */
  private void requireCopy(String id) {
    String key = manifestKey(id);
    if (objects.list(key).stream().noneMatch(object -> object.key().equals(key))) {
      throw new OffsiteException("there is no backup " + id + " here", null);
    }
  }

  /**
   * Finds the segments that no copy has, and deletes them if it is told so.
   *
   * @param leastAge what was written less long ago stays
   * @throws OffsiteException when a manifest cannot be read, or a backup is being copied here;
   *     nothing is deleted then
   */
  public Pruning.Found prune(Duration leastAge, boolean apply) {
    Pruning pruning = new Pruning(objects, clock, leastAge);
    if (!apply) {
      return pruning.find(this::manifests);
    }
    try (Turn turn = Turn.toPrune(objects, clock)) {
      Pruning.Found found = pruning.find(this::manifests);
      pruning.delete(found, turn);
      return found;
    }
  }

  private static String manifestKey(String id) {
    return BACKUPS + id + MANIFEST;
  }

  private static String segmentKey(OffsiteSegment segment) {
    return SEGMENTS + segment.sha256();
  }

  @Override
  public void close() {
    objects.close();
  }
}
