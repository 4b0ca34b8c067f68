package dev.stator.core.segment;

import static dev.stator.core.segment.RecordDescriptor.KEY_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.MAX_ITEM_LENGTH;
import static dev.stator.core.segment.RecordDescriptor.MAX_KEY_LENGTH;
import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.segment.Checkpoint.DirtyRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The append-only records of one partition in a directory of growing, memory-mapped segment files.
 * The first file is created by the first append.
 *
 * <p>A record is found again by its location, {@code segment number << 32 | offset}: above 0, and
 * above those of all earlier records. One thread owns the log and calls everything here; a {@link
 * Checkpoint} it took may be forced elsewhere.
 */
public final class SegmentLog implements AutoCloseable {
  /** The location of the first record. */
  public static final long FIRST_LOCATION = Location.of(1, HEADER_LENGTH);

  private static final int NEVER = SegmentSupply.NEVER;

  private final SegmentDirectory directory;
  private final SegmentConfig config;
  private final long partitionId;
  private final SegmentTable segments;
  private final SegmentLengths lengths;
  private final SegmentSupply supply;
  private final Tail tail;
  private final PagesAhead pages;
  private final Durability durability;
  private @Nullable Segment current;
  private int prepareAt = NEVER;
  private long epoch;
  private boolean closed;

  private SegmentLog(
      SegmentDirectory directory,
      SegmentConfig config,
      long partitionId,
      SegmentRecovery recovery,
      boolean durable) {
    this.directory = directory;
    this.config = config;
    this.partitionId = partitionId;
    this.segments = recovery.segments();
    this.lengths = new SegmentLengths(config, segments);
    this.supply = new SegmentSupply(directory, config);
    this.pages = new PagesAhead(supply, SystemNanoClock.INSTANCE);
    this.tail = recovery.tail();
    @Nullable Segment last = segments.get(segments.last());
    this.durability = new Durability(durable && last != null ? tail.position() : 0);
    if (last != null) {
      epoch = SegmentHeader.read(last).epoch();
      moveTo(last);
    }
  }

  /**
   * Opens the log in a directory, which may not exist yet, and cuts what is beyond {@code upTo}.
   *
   * @param upTo the {@link #head} up to which the log must be intact, that of a forced checkpoint:
   *     0 keeps nothing, {@link Long#MAX_VALUE} everything up to the first place of the last
   *     segment that is no whole record
   * @param visitor is given every kept record in the order of appending
   * @throws StorageException when the disk fails or something below {@code upTo} is damaged or
   *     missing; the files are as before then
   */
  public static SegmentLog open(
      FileStore store,
      Path directory,
      SegmentConfig config,
      long partitionId,
      long upTo,
      RecordVisitor visitor) {
    SegmentDirectory files = new SegmentDirectory(store, directory);
    SegmentRecovery recovery = SegmentRecovery.run(files, partitionId, upTo, null, visitor);
    return new SegmentLog(files, config, partitionId, recovery, upTo < Long.MAX_VALUE);
  }

  /**
   * Opens the log as a checkpoint knows it: deletes the segments that it does not name and cuts
   * what is beyond its head. Of full segments only the headers are checked; {@link #replay} checks
   * the rest. Nothing is counted as live yet, see {@link #countLive}.
   *
   * @param head of the checkpoint
   * @param sealed the segments of the checkpoint below that of the head
   * @throws StorageException as {@link #open(FileStore, Path, SegmentConfig, long, long,
   *     RecordVisitor)}
   */
  public static SegmentLog open(
      FileStore store,
      Path directory,
      SegmentConfig config,
      long partitionId,
      long head,
      List<SealedSegment> sealed) {
    SegmentDirectory files = new SegmentDirectory(store, directory);
    SegmentRecovery recovery =
        SegmentRecovery.run(files, partitionId, head, sealed, (location, record) -> {});
    return new SegmentLog(files, config, partitionId, recovery, true);
  }

  /**
   * Appends a record and returns its location. Allocates nothing but files.
   *
   * @param previous the location of the previous record of the key; 0 = none
   * @param itemSize the size of the item as DynamoDB counts it
   * @throws dev.stator.core.error.NoRoomException when the next file cannot be made; the log is as
   *     before then
   */
  public long append(
      byte type,
      byte flags,
      long sequence,
      long timestampMicros,
      long previous,
      int itemSize,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      DirectBuffer item,
      int itemOffset,
      int itemLength) {
    checkLengths(keyLength, itemLength);
    key.boundsCheck(keyOffset, keyLength);
    item.boundsCheck(itemOffset, itemLength);
    Segment segment = room(RecordDescriptor.alignedLength(keyLength, itemLength), sequence);
    long location =
        segment.append(
            type,
            flags,
            sequence,
            timestampMicros,
            previous,
            itemSize,
            key,
            keyOffset,
            keyLength,
            item,
            itemOffset,
            itemLength);
    if (RecordDescriptor.holds(type)) {
      segment.countLive(KEY_OFFSET + keyLength + itemLength);
    } else {
      segment.countNote(KEY_OFFSET + keyLength + itemLength);
    }
    if (pages.isDue(segment.end())) {
      pages.goOn(segment);
    }
    if (segment.end() > prepareAt) {
      prepareNext(segment);
    }
    return location;
  }

  private void prepareNext(Segment segment) {
    if (prepareAt != NEVER) {
      prepareAt = NEVER;
      supply.prepare(segment.number() + 1, lengths.next(), pages.beginning());
    }
  }

  /**
   * Makes sure that the next records can be appended.
   *
   * @param records what they take, in their order, see {@link RecordDescriptor#alignedLength}
   * @throws dev.stator.core.error.NoRoomException when a file that they need cannot be made; the
   *     log is as before then
   */
  public void ensureRoom(IntArrayList records) {
    checkOpen();
    lengths.makeReady(records, remaining(), supply);
  }

  /**
   * Whether the next bytes can be appended without waiting for the system to make pages or another
   * file ready; says so too when nobody does that ahead, or it cannot be done.
   */
  public boolean makeReadyFor(int bytes) {
    @Nullable Segment segment = current;
    if (segment == null) {
      return true;
    }
    if (segment.remaining() >= bytes) {
      return pages.areReady(segment, bytes);
    }
    prepareNext(segment);
    return supply.isDone();
  }

  /** How many bytes of records fit before another segment is needed. */
  public int remaining() {
    @Nullable Segment segment = current;
    return segment == null ? 0 : segment.remaining();
  }

  /** Whether the file of the next segment should be there by now and cannot be made. */
  public boolean isShortOfRoom() {
    return supply.isShort();
  }

  /** Has the file of the next segment made once more, in the background, if it could not be. */
  public void prepareAgain() {
    supply.prepareAgain();
  }

  /**
   * Moves the view to the record at a location, checks it against its checksum, and returns the
   * view; allocates nothing. What a disk or memory has spoilt since it was written must reach
   * neither a client nor another record.
   *
   * @throws StorageException naming file and position when there is no whole record
   */
  public RecordView read(long location, RecordView view) {
    verify(show(location, view));
    return view;
  }

  /**
   * As {@link #read}, without the checksum: for records that were just appended, and to pass those
   * that nobody will look at.
   *
   * @throws StorageException when there cannot be a record
   */
  public RecordView show(long location, RecordView view) {
    int number = Location.segmentNumber(location);
    int offset = Location.offset(location);
    @Nullable Segment segment = segments.get(number);
    int available = segment == null ? 0 : segment.end() - offset;
    if (segment == null || offset < HEADER_LENGTH || available < KEY_OFFSET) {
      throw noRecord(location);
    }
    view.wrap(segment.buffer(), offset, location);
    int length = view.length();
    if (length < KEY_OFFSET || length > available) {
      throw noRecord(location);
    }
    return view;
  }

  /** Asks for what is from a location on to be read into memory, within its segment. */
  public void willNeed(long location, int length) {
    @Nullable Segment segment = segments.get(Location.segmentNumber(location));
    if (segment != null && Location.offset(location) < segment.end()) {
      segment.willNeed(Location.offset(location), length);
    }
  }

  /** Whether what is from a location on is in memory, within its segment. */
  public boolean isResident(long location, int length) {
    @Nullable Segment segment = segments.get(Location.segmentNumber(location));
    return segment == null
        || Location.offset(location) >= segment.end()
        || segment.isResident(Location.offset(location), length);
  }

  /** Whether the segment of a record has not been removed. */
  public boolean has(long location) {
    return segments.get(Location.segmentNumber(location)) != null;
  }

  /** Leaves a segment alone in which something is damaged: {@link #findSparse} finds others. */
  public void markDamaged(int number) {
    existing(number).markDamaged();
  }

  /**
   * Checks the record shown by the view against its checksum.
   *
   * @throws StorageException naming file, position, expected and found checksum when they differ
   */
  public void verify(RecordView view) {
    Segment segment = existing(Location.segmentNumber(view.location()));
    int expected = segment.storedChecksum(view.offset());
    int actual = segment.recordChecksum(view.offset(), view.length());
    if (expected != actual) {
      throw new StorageException(
          "corrupt record: file="
              + segment.path()
              + ", position="
              + Location.describe(view.location())
              + ", "
              + SegmentScanner.checksumDiffers(expected, actual));
    }
  }

  /** A reader from a location of a record or a former position of a cursor on; 0 = the first. */
  public RecordCursor cursor(long position) {
    return new RecordCursor(this, position);
  }

  /**
   * A position of a cursor behind which all changes since the time are, and at most about a segment
   * of older ones; looks at a few records only. Copies made by compaction are no changes.
   */
  public long positionBefore(long timestampMicros) {
    return TimeSearch.positionBefore(this, timestampMicros);
  }

  /** Where the next record goes unless it starts a new segment; never decreases. */
  public long head() {
    @Nullable Segment segment = current;
    return segment == null ? FIRST_LOCATION : Location.of(segment.number(), segment.end());
  }

  /** What {@link #open} found at the end. */
  public Tail tail() {
    return tail;
  }

  /** The epoch written into the headers of segments started from now on. */
  public void epoch(long newEpoch) {
    epoch = newEpoch;
  }

  public long epoch() {
    return epoch;
  }

  /**
   * Takes what is not durable yet.
   *
   * @throws StorageException when the force of an earlier checkpoint failed
   */
  public Checkpoint takeCheckpoint() {
    checkOpen();
    durability.checkTrusted();
    long durable = durability.position();
    int first = Math.max(1, Location.segmentNumber(durable));
    List<DirtyRange> ranges = new ArrayList<>();
    for (int number = segments.atLeast(first);
        number <= segments.last();
        number = segments.atLeast(number + 1)) {
      @Nullable Segment segment = segments.get(number);
      int from = number == Location.segmentNumber(durable) ? Location.offset(durable) : 0;
      if (segment != null && from < segment.end()) {
        ranges.add(new DirtyRange(segment, from, segment.end()));
      }
    }
    return new Checkpoint(directory, durability, List.copyOf(ranges), head());
  }

  /** Everything below this location is durable; 0 = nothing. */
  public long durablePosition() {
    return durability.position();
  }

  /** The full segments, ascending: what a checkpoint must keep beside the {@link #head}. */
  public List<SealedSegment> sealed() {
    return segments.sealed();
  }

  /**
   * Hands the records of one segment over, from the first to the last, and checks every byte.
   *
   * @throws StorageException when something is damaged
   */
  public void replay(int number, RecordVisitor visitor) {
    if (SegmentScanner.scanWhole(existing(number), visitor) instanceof Tail.Corrupt damage) {
      throw directory.damage(damage.position(), damage.reason());
    }
  }

  /** Counts a record, found at opening, that holds something. */
  public void countLive(long location, int length) {
    existing(Location.segmentNumber(location)).countLive(length);
  }

  /**
   * Counts records, found at opening, that were superseded, and bytes of those that only say
   * something of earlier ones.
   */
  public void countOld(int number, int superseded, int noteBytes) {
    existing(number).countOld(superseded, noteBytes);
  }

  /** Takes a record, whose key has got another one or none, out of what is live. */
  public void supersede(RecordView record) {
    existing(Location.segmentNumber(record.location())).supersede(record.length());
  }

  /** Whether an earlier segment that is replayed at opening has records that were superseded. */
  public boolean hasDeadBefore(int number) {
    return segments.hasDeadBelow(number);
  }

  /** Whether the segment is full and something in it still counts. */
  public boolean canBeEmptied(int number) {
    @Nullable Segment segment = segments.get(number);
    return segment != null && segment != current && !segment.isEmptied();
  }

  /** Where the segment begins that is most worth emptying; 0 = none is. */
  public long findSparse() {
    int number = SparseSegments.find(segments, current, config.firstLength());
    return number == 0 ? 0 : Location.of(number, HEADER_LENGTH);
  }

  /** Whether the log has become so much larger than what is live that winning back is urgent. */
  public boolean isMostlyDead() {
    return 7 * segments.replayedBytes() > 9 * segments.liveBytes();
  }

  /** Whether nothing in the segment counts any more. */
  public boolean isEmptied(int number) {
    @Nullable Segment segment = segments.get(number);
    return segment != null && segment.isEmptied();
  }

  /** Says that nothing in the segment counts any more: it is not replayed at opening. */
  public void markEmptied(int number) {
    @Nullable Segment segment = segments.get(number);
    if (segment == null || segment == current || segment.liveBytes() != 0) {
      throw new IllegalStateException("segment " + number + " is not empty");
    }
    segments.markEmptied(segment, head());
  }

  /**
   * Removes an emptied segment from the log.
   *
   * @return closes and deletes its file, on any thread; null when there is no such segment
   */
  public @Nullable Runnable remove(int number) {
    @Nullable Segment segment = segments.get(number);
    if (segment == null || !segment.isEmptied()) {
      return null;
    }
    segments.remove(number);
    return () -> {
      segment.close();
      directory.delete(number);
    };
  }

  /** The lengths of all segment files. */
  public long diskBytes() {
    return segments.diskBytes();
  }

  /** What the records take, padding included. */
  public long recordBytes() {
    return segments.recordBytes();
  }

  /** What the records take that have not been superseded, padding included. */
  public long liveBytes() {
    return segments.liveBytes();
  }

  /** Unmaps all segments, after the force under way, if any; forces nothing itself. */
  @Override
  public void close() {
    CloseHelper.closeAll(end());
  }

  /**
   * Ends the log as {@link #close} does, but leaves it to the caller to unmap its segments, which
   * takes long.
   *
   * @return what to close for that, on any thread: a segment each
   */
  public List<AutoCloseable> end() {
    if (closed) {
      return List.of();
    }
    closed = true;
    durability.close();
    List<AutoCloseable> unmapping = new ArrayList<>(segments.list());
    unmapping.add(supply::discard);
    segments.clear();
    current = null;
    prepareAt = NEVER;
    pages.end();
    return unmapping;
  }

  /** Closes the log and deletes its directory with all that is in it. */
  public void delete() {
    close();
    directory.deleteAll();
  }

  /** The highest number of a segment; 0 = there is none. */
  public int lastSegment() {
    return segments.last();
  }

  /** The lowest number of a segment that is not below the given one, above the last if none is. */
  public int segmentAtLeast(int number) {
    return segments.atLeast(number);
  }

  @Nullable Segment segment(int number) {
    return segments.get(number);
  }

  /** Whether there is such a segment. */
  public boolean isOpen(int number) {
    return segments.get(number) != null;
  }

  /** Whether no record goes into the segment any more. */
  public boolean isFull(int number) {
    return existing(number) != current;
  }

  /** Where the records of the segment end. */
  public int end(int number) {
    return existing(number).end();
  }

  public long partitionId() {
    return partitionId;
  }

  /** Whether the segment is there, and neither has a summary nor is one being made. */
  public boolean lacksSummary(int number) {
    @Nullable Segment segment = segments.get(number);
    return segment != null && !segment.isSummarized();
  }

  /** Says that the segment has a summary, or that one is being made. */
  public void markSummarized(int number) {
    existing(number).markSummarized();
  }

  Segment existing(int number) {
    @Nullable Segment segment = segments.get(number);
    if (segment == null) {
      throw noRecord(Location.of(number, HEADER_LENGTH));
    }
    return segment;
  }

  /** The segment that takes the next record: the current one or, if that is too full, a new one. */
  private Segment room(int recordLength, long sequence) {
    @Nullable Segment segment = current;
    return segment != null && segment.remaining() >= recordLength
        ? segment
        : startNext(segment, recordLength, sequence);
  }

  private Segment startNext(@Nullable Segment previous, int recordLength, long sequence) {
    checkOpen();
    int number = segments.last() + 1;
    Segment next = new Segment(number, supply.take(number, lengths.next(recordLength)));
    int previousEnd = previous == null ? 0 : previous.end();
    lengths.begin();
    new SegmentHeader(partitionId, epoch, sequence, previousEnd, lengths.next()).write(next);
    segments.add(next);
    moveTo(next);
    return next;
  }

  private void moveTo(Segment segment) {
    current = segment;
    prepareAt = supply.prepareAt(segment);
    pages.begin(segment);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the log is closed");
    }
  }

  private static void checkLengths(int keyLength, int itemLength) {
    if (keyLength < 0 || keyLength > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException("keyLength=" + keyLength + ", max=" + MAX_KEY_LENGTH);
    }
    if (itemLength < 0 || itemLength > MAX_ITEM_LENGTH) {
      throw new IllegalArgumentException("itemLength=" + itemLength + ", max=" + MAX_ITEM_LENGTH);
    }
  }

  private StorageException noRecord(long location) {
    return new StorageException(
        "no record: file="
            + directory.file(Location.segmentNumber(location))
            + ", position="
            + Location.describe(location)
            + ", head="
            + Location.describe(head()));
  }
}
