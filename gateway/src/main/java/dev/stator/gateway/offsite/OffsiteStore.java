package dev.stator.gateway.offsite;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.engine.BackupDirectory;
import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.bucket.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/**
 * Copies of backups in one place:
 *
 * <pre>
 * PREFIX/backups/ID.json              what the backup is; it is there when this is
 * PREFIX/segments/SHA-256             contents of segments
 * </pre>
 */
public final class OffsiteStore implements AutoCloseable {
  private static final String BACKUPS = "backups/";
  private static final String SEGMENTS = "segments/";
  private static final String MANIFEST = ".json";

  private final Buckets buckets;
  private final String bucket;
  private final String prefix;

  private OffsiteStore(Buckets buckets, String bucket, String prefix) {
    this.buckets = buckets;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /**
   * The copies at a place; that connects to nothing yet.
   *
   * @param region that signatures name, if it is a bucket
   */
  public static OffsiteStore open(OffsitePlace place, String region) {
    return new OffsiteStore(place.open(region), place.bucket(), place.prefix());
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
    List<Copied> found = new ArrayList<>();
    Iterator<StoredObject> objects = buckets.list(bucket, prefix + BACKUPS, null);
    while (objects.hasNext()) {
      String key = objects.next().key();
      if (key.endsWith(MANIFEST)) {
        OffsiteManifest manifest = OffsiteManifest.decode(key, read(key));
        found.add(new Copied(manifest.id(), manifest.table(), manifest.createdMs()));
      }
    }
    return found;
  }

  /**
   * Copies a backup here; segments that are here already are not sent again.
   *
   * @throws OffsiteException when it cannot be read
   * @throws dev.stator.gateway.bucket.BucketException when this place cannot be written
   */
  public Outcome copy(Snapshot backup) {
    int sent = 0;
    long bytes = 0;
    List<OffsiteSegment> segments = new ArrayList<>();
    for (SnapshotPartition partition : backup.manifest().partitions()) {
      for (SnapshotSegment segment : partition.segments()) {
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
    buckets.put(bucket, manifestKey(manifest.id()), manifest.encode());
    return new Outcome(sent, bytes, segments.size() - sent);
  }

  private boolean send(SegmentContent content, OffsiteSegment segment) {
    String key = segmentKey(segment);
    StoredObject present = buckets.find(bucket, key);
    if (present != null && present.length() == segment.end()) {
      return false;
    }
    try (SegmentContent.Part part = content.copy()) {
      buckets.put(bucket, key, part.file(), part.md5());
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
    if (buckets.find(bucket, key) == null) {
      throw new OffsiteException("there is no backup " + id + " here", null);
    }
    OffsiteManifest manifest = OffsiteManifest.decode(key, read(key));
    long bytes = 0;
    try (BackupDirectory.Receipt receipt = directory.receive(id)) {
      for (OffsiteSegment segment : manifest.segments()) {
        Path file = receipt.segmentFile(segment.partition(), segment.number());
        try (InputStream content = buckets.open(bucket, segmentKey(segment))) {
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

  private byte[] read(String key) {
    try (InputStream content = buckets.open(bucket, key)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new OffsiteException(key + " cannot be read", e);
    }
  }

  private String manifestKey(String id) {
    return prefix + BACKUPS + id + MANIFEST;
  }

  private String segmentKey(OffsiteSegment segment) {
    return prefix + SEGMENTS + segment.sha256();
  }

  @Override
  public void close() {
    buckets.close();
  }
}
