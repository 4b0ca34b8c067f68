package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.EXPIRED;
import static dev.stator.core.segment.RecordDescriptor.NO_FLAGS;
import static dev.stator.core.segment.RecordDescriptor.PREPARE;
import static dev.stator.core.segment.RecordDescriptor.RESOLVE;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.Images;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.command.SubCommands;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeySchema;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.SummaryFiles;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The items of one range of partition keys. A partition of a global index is the same with entries
 * for items.
 *
 * <p>Applying a command is a function of the state and the command alone, see the package. Used by
 * the thread of one worker.
 */
public final class Partition implements AutoCloseable {
  /** What stands for no location in a record. */
  public static final long NO_LOCATION = StoredItems.NONE;

  /** What is said of a request that a partition cannot carry out any more. */
  public static final String FAILED = "The request could not be stored.";

  /** What is said of a request that was not taken because the disk is full. */
  public static final String NO_ROOM =
      "The request was not carried out: the server has no room on its disk.";

  /** What is said of a request that is carried out when the disk has room again. */
  public static final String NO_ROOM_NOW =
      "The request is not carried out yet: the server has no room on its disk.";

  /** What is said of a read of a partition whose state is not that of all acknowledged writes. */
  public static final String BEHIND = "The items cannot be read now.";

  /** What is said of a read of something that is damaged. */
  public static final String DAMAGED = "The data cannot be read: it is damaged.";

  /** What is said of a request for an item that a transaction is about to write. */
  public static final String LOCKED = "Transaction is ongoing for the item";

  private static final String OUT_OF_ORDER = "A change of the index before this one is missing.";

  private final long id;
  private final KeySchema keys;
  private final SummaryFiles summaries;
  private final StoredItems items;
  private final RecordView current;
  private final FeedSources sources;
  private final WriteDecider decider = new WriteDecider();
  private final PreparedTransactions prepared;
  private final SubCommands commands = new SubCommands();
  private final CommandView command = new CommandView();
  private final RecordView preparation = new RecordView();
  private final Compaction compaction;
  private final IntArrayList planned = new IntArrayList();
  private volatile PartitionCondition condition = PartitionCondition.WRITABLE;
  private boolean behind;
  private volatile Gate gate;
  private long headBefore;
  private long sequenceBefore;
  private long timestampBefore;

  private Partition(
      PartitionConfig config,
      PartitionState state,
      StoredItems items,
      SummaryFiles summaries,
      PreparedTransactions prepared) {
    this.id = config.id();
    this.summaries = summaries;
    this.keys = config.keys();
    this.items = items;
    this.current = items.current();
    this.prepared = prepared;
    this.compaction = new Compaction(items, prepared);
    this.gate = state.gate();
    this.sources = new FeedSources(state.sources());
  }

  /**
   * Opens a partition as the checkpoint left it: what its segments hold beyond is cut, the commands
   * after the checkpoint are to be applied again.
   *
   * @throws dev.stator.core.error.StorageException when a segment is damaged
   */
  public static Partition open(
      FileStore store, PartitionConfig config, PartitionState state, PageArena arena) {
    PreparedTransactions prepared = new PreparedTransactions(arena);
    try {
      SummaryFiles summaries = new SummaryFiles(store, config.directory(), config.id());
      StoredItems items = StoredItems.open(store, config, state, summaries, arena, prepared);
      return new Partition(config, state, items, summaries, prepared);
    } catch (RuntimeException | Error e) {
      prepared.close();
      throw e;
    }
  }

  /**
   * Applies one command and writes what the command asks for into the reply. When this throws
   * anything but what is named here, {@link #fail} is to be called.
   *
   * @throws dev.stator.core.error.NoRoomException when a record cannot be stored; nothing is
   *     changed then, and the command is to be applied before any other
   */
  public void apply(CommandView command, Reply reply) {
    begin();
    if (gate != Gate.OPEN && gate.refuses(command.type())) {
      reply.move(id);
      return;
    }
    switch (command.type()) {
      case CommandDescriptor.PUT, CommandDescriptor.UPDATE, CommandDescriptor.DELETE -> {
        if (!refuseLocked(command, reply)) {
          write(command, reply);
        }
      }
      case CommandDescriptor.INDEX -> applyIndex(command, reply);
      case CommandDescriptor.PREPARE -> prepare(command, reply);
      case CommandDescriptor.COMMIT -> commit(command, reply);
      case CommandDescriptor.ABORT -> abort(command);
      case CommandDescriptor.EXPIRE -> {
        if (!refuseLocked(command, reply)) {
          expire(command, reply);
        }
      }
      case CommandDescriptor.COMPACT -> compaction.apply(command);
      case CommandDescriptor.CLOSE -> close(reply);
      case CommandDescriptor.OPEN -> {
        gate = Gate.OPEN;
        sources.inherit(command);
        items.notBefore(command.timestamp());
      }
      default -> throw new IllegalArgumentException("command type " + command.type());
    }
  }

  /**
   * Is refused, and to be tried again, while transactions are prepared. The reply says where the
   * records end and when the last one was stored.
   */
  private void close(Reply reply) {
    gate = prepared.isEmpty() ? Gate.CLOSED : Gate.CLOSING;
    if (gate == Gate.CLOSING) {
      reply.refuse(ErrorCode.TRANSACTION_CONFLICT, LOCKED);
    }
    reply.position(items.log().head());
    reply.version(items.timestamp());
  }

  private boolean refuseLocked(CommandView command, Reply reply) {
    if (prepared.locks(command.buffer(), command.keyOffset(), command.keyLength())) {
      reply.refuse(ErrorCode.TRANSACTION_CONFLICT, LOCKED);
      return true;
    }
    return false;
  }

  /** Carries out a write of an item, if its condition and its outcome allow. */
  private boolean write(CommandView command, Reply reply) {
    long location = items.find(command.buffer(), command.keyOffset(), command.keyLength());
    boolean exists = location != StoredItems.NONE;
    if (!decider.decide(command, exists, current, reply)) {
      return false;
    }
    if (exists && (command.images() & Images.OLD) != 0) {
      reply.copyOldImage(current.buffer(), current.itemOffset(), current.itemLength());
    }
    reply.sizes(exists ? current.itemSize() : 0, decider.itemSize());
    switch (command.type()) {
      case CommandDescriptor.PUT, CommandDescriptor.UPDATE -> store(command, location, reply);
      case CommandDescriptor.DELETE -> {
        if (exists) {
          items.remove(command, command.keyOffset(), command.keyLength(), location, NO_FLAGS);
        }
      }
      default -> {} // a CHECK changes nothing
    }
    reply.collectionBytes(items.collectionBytes(command.buffer(), command.keyOffset()));
    return true;
  }

  private void store(CommandView command, long location, Reply reply) {
    DirectBuffer item = decider.item();
    int offset = decider.itemOffset();
    int length = decider.itemLength();
    items.put(command, location, item, offset, length, decider.itemSize());
    if ((command.images() & Images.NEW) != 0) {
      reply.copyNewImage(item, offset, length);
    }
  }

  /**
   * Decides whether a write of a transaction may be carried out, and changes nothing: the reply
   * says why not, or the sizes before and after.
   */
  public boolean mayWrite(CommandView command, Reply reply) {
    return !refuseLocked(command, reply) && plan(command, reply);
  }

  /** Begins a command that consists of writes; {@link #mayWrite} says what each of them takes. */
  public void begin() {
    headBefore = items.log().head();
    sequenceBefore = items.sequence();
    timestampBefore = items.timestamp();
    planned.clear();
  }

  /**
   * Makes sure that what was decided since {@link #begin} can be written.
   *
   * @throws dev.stator.core.error.NoRoomException when it cannot; nothing is changed then
   */
  public void ensureRoom() {
    items.log().ensureRoom(planned);
  }

  /** Decides a write of a transaction, and notes what its record takes. */
  private boolean plan(CommandView command, Reply reply) {
    long location = items.find(command.buffer(), command.keyOffset(), command.keyLength());
    boolean exists = location != StoredItems.NONE;
    if (!decider.decide(command, exists, current, reply)) {
      return false;
    }
    reply.sizes(exists ? current.itemSize() : 0, decider.itemSize());
    switch (command.type()) {
      case CommandDescriptor.PUT, CommandDescriptor.UPDATE ->
          planRecord(command.keyLength(), decider.itemLength());
      case CommandDescriptor.DELETE -> {
        if (exists) {
          planRecord(command.keyLength(), 0);
        }
      }
      default -> {} // a CHECK writes nothing
    }
    return true;
  }

  private void planRecord(int keyLength, int itemLength) {
    planned.addInt(RecordDescriptor.alignedLength(keyLength, itemLength));
  }

  /**
   * Carries out a write that {@link #mayWrite} allowed, when nothing has happened to the item
   * since.
   */
  public void writeDecided(CommandView command, Reply reply) {
    if (!write(command, reply)) {
      throw new IllegalStateException("a decided write was refused: " + reply.error());
    }
  }

  /**
   * Promises to carry out the writes of a participant and locks their keys, if all of them may;
   * nothing when that was done before.
   */
  private void prepare(CommandView participant, Reply reply) {
    if (findPreparation(participant)) {
      return;
    }
    boolean agreed = true;
    commands.wrap(participant);
    for (int i = 0; commands.next(command); i++) {
      agreed &= mayWrite(command, reply.part(i));
    }
    if (!agreed) {
      reply.refuse(ErrorCode.TRANSACTION_CANCELED, "");
      return;
    }
    long location =
        items.note(
            PREPARE,
            participant,
            participant.buffer(),
            participant.programOffset(),
            participant.programLength());
    prepared.add(items.log().show(location, preparation));
  }

  /** Carries out what the participant has prepared; nothing when that was done before. */
  private void commit(CommandView participant, Reply reply) {
    if (findPreparation(participant)) {
      wrapPreparation();
      for (int i = 0; commands.next(command); i++) {
        plan(command, reply.part(i));
      }
      planRecord(participant.keyLength(), 0);
      ensureRoom();
      wrapPreparation();
      for (int i = 0; commands.next(command); i++) {
        writeDecided(command, reply.part(i));
      }
      resolve(participant);
    }
  }

  private void wrapPreparation() {
    commands.wrap(preparation.buffer(), preparation.itemOffset(), preparation.itemLength());
  }

  private void abort(CommandView participant) {
    if (findPreparation(participant)) {
      resolve(participant);
    }
  }

  private boolean findPreparation(CommandView participant) {
    long location =
        prepared.find(participant.buffer(), participant.keyOffset(), participant.keyLength());
    if (location == PreparedTransactions.NONE) {
      return false;
    }
    items.log().read(location, preparation);
    return true;
  }

  private void resolve(CommandView participant) {
    items.note(RESOLVE, participant, participant.buffer(), participant.keyOffset(), 0);
    prepared.remove(preparation);
    items.log().supersede(preparation);
  }

  /**
   * Applies the change of an index entry once, however often it is sent, and none out of order.
   * What an index is filled with is no change: it comes before all changes, in any order.
   */
  private void applyIndex(CommandView command, Reply reply) {
    if (command.sourceSequence() == CommandDescriptor.FILL) {
      putEntry(command);
      return;
    }
    long applied = sources.last(command.sourcePartition());
    if (command.sourceSequence() <= applied) {
      return;
    }
    if (command.sourcePredecessor() > applied) {
      reply.refuse(ErrorCode.INTERNAL_SERVER_ERROR, OUT_OF_ORDER);
      return;
    }
    boolean removes = command.removedKeyLength() > 0 && hasRemovedEntry(command);
    boolean puts = command.keyLength() > 0;
    if (removes && puts) {
      planRecord(command.removedKeyLength(), 0);
      planRecord(command.keyLength(), command.itemLength());
      ensureRoom();
    }
    if (removes) {
      removeEntry(command);
    }
    if (puts) {
      putEntry(command);
    }
    sources.applied(command.sourcePartition(), command.sourceSequence());
  }

  private boolean hasRemovedEntry(CommandView command) {
    int offset = command.removedKeyOffset();
    return items.locate(command.buffer(), offset, command.removedKeyLength()) != StoredItems.NONE;
  }

  /** Removes the item if, as it is now, its time to live is over. */
  private void expire(CommandView command, Reply reply) {
    int keyOffset = command.keyOffset();
    int keyLength = command.keyLength();
    long location = items.find(command.buffer(), keyOffset, keyLength);
    if (location != StoredItems.NONE && ExpiryTime.isOver(current, command)) {
      reply.sizes(current.itemSize(), 0);
      items.remove(command, keyOffset, keyLength, location, EXPIRED);
    }
  }

  private void putEntry(CommandView command) {
    long location = items.find(command.buffer(), command.keyOffset(), command.keyLength());
    items.put(
        command,
        location,
        command.buffer(),
        command.itemOffset(),
        command.itemLength(),
        command.itemSize());
  }

  private void removeEntry(CommandView command) {
    int keyOffset = command.removedKeyOffset();
    int keyLength = command.removedKeyLength();
    long location = items.find(command.buffer(), keyOffset, keyLength);
    items.remove(command, keyOffset, keyLength, location, NO_FLAGS);
  }

  public long id() {
    return id;
  }

  public KeySchema keys() {
    return keys;
  }

  public SegmentLog log() {
    return items.log();
  }

  /** The summaries of its full segments. */
  public SummaryFiles summaries() {
    return summaries;
  }

  OrderedIndex tree() {
    return items.tree();
  }

  /**
   * Keeps from now on when items expire by this attribute (its name in UTF-8), by none when null.
   */
  public void expireBy(byte @Nullable [] attribute) {
    items.expireBy(attribute);
  }

  /** When the items expire, null when they do not. */
  public @Nullable ExpiryTree expiry() {
    return items.expiry();
  }

  /** Whether a transaction that has not ended yet will perhaps write this key. */
  boolean isLocked(DirectBuffer key, int offset, int length) {
    return prepared.locks(key, offset, length);
  }

  /** What differs between any two states of the item with the key, also between absences. */
  long version(DirectBuffer key, int offset, int length) {
    long location = items.find(key, offset, length);
    return location == StoredItems.NONE ? -items.lastRemoval() - 1 : current.sequence();
  }

  /** The participants here that wait for the outcome of their transactions. */
  public List<ParticipantKey> preparedParticipants() {
    return prepared.participants();
  }

  LocalTree localTree(int ordinal) {
    return items.localTree(ordinal);
  }

  /** Where the next slice of the segment that is being compacted begins; 0 = none is. */
  public long compactionPosition() {
    return compaction.position();
  }

  /** A cursor over the keys of the items and where their records are. */
  public IndexCursor keyCursor() {
    return items.tree().cursor();
  }

  /** The sequence number of the last record. */
  public long sequence() {
    return items.sequence();
  }

  /** What it takes; may be asked by any thread. */
  public Gate gate() {
    return gate;
  }

  /**
   * The timestamp of the last record, or a later one that none will be below; epoch microseconds.
   */
  public long timestamp() {
    return items.timestamp();
  }

  /** Whether it carries out writes; may be asked by any thread. */
  public PartitionCondition condition() {
    return condition;
  }

  /** Whether a command could not be applied; what follows it must not be applied either. */
  public boolean hasFailed() {
    return condition == PartitionCondition.FAILED;
  }

  /** Whether it has not applied commands that it should have; what follows them must wait. */
  public boolean isHeldUp() {
    return condition == PartitionCondition.FAILED || condition == PartitionCondition.WAITING;
  }

  /** Says what has become of it; {@link #fail} if it has failed. */
  public void condition(PartitionCondition found) {
    condition = found;
  }

  /**
   * Says that the command since {@link #begin} could not be applied. It counts as not begun: what
   * it may have written is in no checkpoint, and is not read.
   */
  public void fail() {
    condition = PartitionCondition.FAILED;
    behind |= items.log().head() != headBefore;
  }

  /** Says whether acknowledged writes may be among the commands that it has not applied. */
  public void behind(boolean isBehind) {
    behind = isBehind;
  }

  /** Whether reads give what was acknowledged, and nothing that was not carried out. */
  public boolean isReadable() {
    return !behind;
  }

  /** Where the next record goes, that of an unfinished command left out. */
  public long head() {
    return hasFailed() ? headBefore : items.log().head();
  }

  /** Live items; may be asked by any thread. */
  public long itemCount() {
    return items.itemCount();
  }

  /** DynamoDB's size of the live items, bytes; may be asked by any thread. */
  public long itemBytes() {
    return items.itemBytes();
  }

  /** What a checkpoint must keep, as of now. */
  public PartitionState state() {
    Map<Long, Long> applied = sources.toMap();
    SegmentLog log = items.log();
    return hasFailed()
        ? new PartitionState(
            id, headBefore, sealedBefore(), sequenceBefore, timestampBefore, applied, gate)
        : new PartitionState(
            id, log.head(), log.sealed(), items.sequence(), items.timestamp(), applied, gate);
  }

  private List<SealedSegment> sealedBefore() {
    int last = Location.segmentNumber(headBefore);
    return items.log().sealed().stream().filter(segment -> segment.number() < last).toList();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(end());
  }

  /**
   * As {@link #close}, but leaves it to the caller to unmap the segments, which takes long.
   *
   * @return what to close for that, on any thread: a segment each
   */
  public List<AutoCloseable> end() {
    prepared.close();
    return items.end();
  }
}
