package dev.stator.core.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.catalog.CatalogCodec;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.model.Note;
import dev.stator.core.number.DecimalCodec;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.PageSpec;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionReader;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.partition.Reply;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The catalog: a partition with a worker and a log of its own, holding one item for each table and
 * each note, and one that counts partition ids. Used by the control thread; its calls wait until
 * they are durable.
 */
final class CatalogStore implements AutoCloseable {
  private static final long PARTITION = 0;

  /** The name of the counter; no table can be called so. */
  private static final String COUNTER = "#partitions";

  private static final String NOT_STORED = "The change of the table could not be stored.";
  private static final String NEXT = "next";
  private static final int CALLS = 16;

  private final EngineConfig config;
  private final EngineThreads threads;
  private final Route route;
  private final Mailbox mailbox;
  private final Semaphore replies = new Semaphore(0);
  private final CommandEncoder encoder = new CommandEncoder();
  private final List<CatalogEntry> entries = new ArrayList<>();
  private final Map<String, Note> notes = new TreeMap<>();
  private long nextPartition = 1;

  private CatalogStore(
      EngineConfig config, EngineThreads threads, Route route, Mailboxes mailboxes) {
    this.config = config;
    this.threads = threads;
    this.route = route;
    this.mailbox = mailboxes.open(CALLS, task -> replies.release());
  }

  static CatalogStore open(EngineConfig config, Storage storage, Mailboxes mailboxes) {
    DataDirectory directory = storage.directory();
    PartitionWorker worker = storage.newWorker("catalog", mailboxes, directory.catalogCheckpoint());
    try {
      return open(config, storage, mailboxes, worker);
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  private static CatalogStore open(
      EngineConfig config, Storage storage, Mailboxes mailboxes, PartitionWorker worker) {
    DataDirectory directory = storage.directory();
    Checkpoint checkpoint = directory.readCatalogCheckpoint();
    var entry = checkpoint.entries().get(PARTITION);
    Partition partition =
        storage.openPartition(
            worker,
            directory.catalogPartition(),
            PARTITION,
            CatalogCodec.KEYS,
            List.of(),
            entry == null ? PartitionState.empty(PARTITION) : entry.state());
    CommandLog log = storage.recoverCatalog(worker, checkpoint);
    if (!partition.isReadable()) {
      throw new StorageException(
          "the catalog cannot be brought up to date, see the log: directory="
              + directory.catalogPartition());
    }
    CatalogStore catalog =
        new CatalogStore(
            config, storage.threads(), new Route(PARTITION, worker, partition), mailboxes);
    catalog.read(partition);
    worker.take(log);
    storage.threads().start(worker);
    return catalog;
  }

  /** All entries, as found at opening. */
  List<CatalogEntry> entries() {
    return entries;
  }

  /** All notes by their names, as found at opening. */
  Map<String, Note> notes() {
    return notes;
  }

  private void read(Partition partition) {
    PartitionReader reader = new PartitionReader();
    PageSpec page = new PageSpec(-1, true, Integer.MAX_VALUE, null, null, false, false);
    byte[] resume = null;
    boolean more = true;
    while (more) {
      Reply reply = new Reply();
      more = reader.scan(partition, new Bounds(null, null, resume), page, reply);
      takeItems(reply);
      Slice last = reply.lastKey();
      resume = last == null ? null : encodedKey(last);
    }
  }

  private static byte[] encodedKey(Slice item) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    int length =
        KeyCodec.encode(CatalogCodec.KEYS, item.buffer(), item.offset(), item.length(), buffer, 0);
    byte[] key = new byte[length];
    buffer.getBytes(0, key);
    return key;
  }

  private void takeItems(Reply reply) {
    int position = 0;
    while (position < reply.pageLength()) {
      int length = reply.buffer().getInt(position, LITTLE_ENDIAN);
      take(new Slice(reply.buffer(), position + Integer.BYTES, length).copy());
      position += Integer.BYTES + length;
    }
  }

  private void take(Slice item) {
    int next = ItemScanner.find(item.buffer(), item.offset(), item.length(), NEXT.getBytes(UTF_8));
    if (next >= 0) {
      nextPartition =
          DecimalCodec.decode(item.buffer(), ValueScanner.payloadOffset(item.buffer(), next))
              .longValueExact();
      return;
    }
    Note note = CatalogCodec.decodeNote(item);
    if (note == null) {
      entries.add(CatalogCodec.decode(item));
    } else {
      notes.put(note.name(), note);
    }
  }

  /** Ids of partitions that no one has had before. */
  List<Long> nextPartitions(int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(nextPartition++);
    }
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("name");
    writer.string(COUNTER);
    writer.name(NEXT);
    writer.number(BigDecimal.valueOf(nextPartition));
    put(new Slice(buffer, 0, writer.position()));
    return ids;
  }

  void put(CatalogEntry entry) {
    put(CatalogCodec.encode(entry));
  }

  void put(Note note) {
    put(CatalogCodec.encode(note));
  }

  void removeNote(String name) {
    write(CommandDescriptor.DELETE, CatalogCodec.noteKey(name), false);
  }

  private void put(Slice item) {
    write(CommandDescriptor.PUT, item, true);
  }

  void remove(String table) {
    write(CommandDescriptor.DELETE, CatalogCodec.key(table), false);
  }

  private void write(byte type, Slice item, boolean withItem) {
    AtomicReference<@Nullable RequestException> failure = new AtomicReference<>();
    Call call = mailbox.begin(reply -> failure.set(failureOf(reply)));
    if (call == null) {
      throw new IllegalStateException("the catalog waits for each write");
    }
    int keyLength =
        KeyCodec.encode(
            CatalogCodec.KEYS,
            item.buffer(),
            item.offset(),
            item.length(),
            encoder.keyBuffer(),
            CommandEncoder.KEY_OFFSET);
    encoder.begin(type, call.ticket(), PARTITION, config.clock().microTime(), keyLength);
    if (withItem) {
      encoder.item(item, ItemScanner.size(item.buffer(), item.offset(), item.length()));
    }
    if (route.offer(encoder.buffer(), 0, encoder.length()) != CommandLog.Offer.ACCEPTED) {
      mailbox.abandon(call);
      throw new RequestException(ErrorCode.INTERNAL_SERVER_ERROR, NOT_STORED);
    }
    do {
      threads.await(replies);
    } while (mailbox.drain() == 0);
    RequestException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Whether this says for certain that a change will not be found at the next opening. */
  static boolean isNotStored(RuntimeException failure) {
    return NOT_STORED.equals(failure.getMessage())
        || Partition.NO_ROOM.equals(failure.getMessage());
  }

  private static @Nullable RequestException failureOf(Reply reply) {
    ErrorCode error = reply.error();
    return error == null ? null : new RequestException(error, reply.message());
  }

  @Override
  public void close() {
    route.worker().close();
  }
}
