package dev.stator.core.segment;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A full segment, or the part of one up to a head, opened for reading beside the log it belongs to:
 * on any thread, also after the log has removed it.
 */
public final class SegmentFile implements AutoCloseable {
  private final Segment segment;

  private SegmentFile(Segment segment) {
    this.segment = segment;
  }

  /**
   * Opens the file of a segment.
   *
   * @param end where its records end
   * @throws StorageException when there is no such file or its header is wrong
   */
  public static SegmentFile open(
      FileStore store, Path directory, long partitionId, int number, int end) {
    return openAs(store, directory.resolve(fileName(number)), partitionId, number, end);
  }

  /** The same for a segment that has another name. */
  public static SegmentFile openAs(
      FileStore store, Path file, long partitionId, int number, int end) {
    SegmentFile opened = new SegmentFile(new Segment(number, store.mapForReading(file)));
    try {
      opened.checkHeader(partitionId, end);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  public static String fileName(int number) {
    return SegmentDescriptor.fileName(number);
  }

  private void checkHeader(long partitionId, int end) {
    @Nullable String damage = SegmentHeader.findDamage(segment, partitionId);
    if (damage == null && (end < SegmentDescriptor.HEADER_LENGTH || end > segment.length())) {
      damage = "records should end at " + end + ", fileLength=" + segment.length();
    }
    if (damage != null) {
      throw damage(Location.of(segment.number(), 0), damage);
    }
    segment.end(end);
  }

  /**
   * Hands the records of a full segment over and checks every byte of the file; the views are valid
   * until this is closed.
   *
   * @throws StorageException when something is damaged
   */
  public void replay(RecordVisitor visitor) {
    refuse(SegmentScanner.scanWhole(segment, visitor));
  }

  /** The same for a segment that goes on behind the end: checks every byte up to it. */
  public void replayToEnd(RecordVisitor visitor) {
    refuse(SegmentScanner.scanTo(segment.end(), segment, new RecordView(), visitor));
  }

  /** Shows the record at an offset, where {@link #replay} has found one; allocates nothing. */
  public RecordView read(int offset, RecordView view) {
    return view.wrap(segment.buffer(), offset, Location.of(segment.number(), offset));
  }

  private void refuse(Tail found) {
    if (found instanceof Tail.Corrupt damage) {
      throw damage(damage.position(), damage.reason());
    }
  }

  private StorageException damage(long position, String reason) {
    return SegmentDirectory.damage(segment.path(), position, reason);
  }

  @Override
  public void close() {
    segment.close();
  }
}
