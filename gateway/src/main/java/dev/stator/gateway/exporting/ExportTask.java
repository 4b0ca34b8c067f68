package dev.stator.gateway.exporting;

import dev.stator.core.backup.ChangeCursor;
import dev.stator.core.backup.ItemCursor;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.engine.Turn;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.format.ItemFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/**
 * The writing of all files of one export, partition by partition; with pauses while clients use the
 * database.
 */
final class ExportTask {
  /** After so many bytes of items, as DynamoDB counts them, another file is begun. */
  private static final long FILE_BYTES = 256L << 20;

  private final ExportRecord record;
  private final Snapshot snapshot;
  private final Buckets buckets;
  private final ExportLayout layout;
  private final Turn turn;
  private final List<DataFile.Entry> files = new ArrayList<>();
  private final ItemWriter keyWriter = new ItemWriter();
  private final ExpandableArrayBuffer keys = new ExpandableArrayBuffer(256);
  private final ExpandableArrayBuffer oldPart = new ExpandableArrayBuffer(256);
  private final ExpandableArrayBuffer newPart = new ExpandableArrayBuffer(256);
  private final ExportFilter filter;
  private final boolean withOldImages;
  private long items;
  private long bytes;

  ExportTask(ExportRecord record, Snapshot snapshot, Buckets buckets, Turn turn) {
    this.record = record;
    this.snapshot = snapshot;
    this.buckets = buckets;
    this.turn = turn;
    this.layout = new ExportLayout(record);
    this.filter = new ExportFilter(record.selection(), schema());
    this.withOldImages = record.view().equals("NEW_AND_OLD_IMAGES");
  }

  /**
   * Writes everything but the manifests.
   *
   * @throws dev.stator.gateway.bucket.BucketException when the bucket cannot be written
   * @throws dev.stator.core.error.StorageException when what is exported is damaged
   */
  void run() throws IOException, InterruptedException {
    buckets.put(record.bucket(), layout.started(), new byte[0]);
    turn.begin();
    ExportPeriod period = record.period();
    long begin = period.isFull() ? period.untilMicros() : period.beforeMicros();
    for (int partition = 0; partition < snapshot.partitions(); partition++) {
      if (!snapshot.has(partition, begin)) {
        continue; // others had its place
      }
      Sequence sequence = new Sequence(partition);
      try {
        if (period.isFull()) {
          writeItems(partition, sequence);
        } else {
          writeChanges(partition, sequence);
        }
        sequence.end();
      } finally {
        sequence.close();
      }
    }
  }

  List<DataFile.Entry> files() {
    return files;
  }

  long items() {
    return items;
  }

  long bytes() {
    return bytes;
  }

  private void writeItems(int partition, Sequence sequence)
      throws IOException, InterruptedException {
    try (ItemCursor cursor =
        snapshot.items(partition, record.period().untilMicros(), filter.keys(), turn::read)) {
      while (cursor.next()) {
        onRead(cursor.itemSize());
        Slice item = new Slice(cursor.buffer(), cursor.itemOffset(), cursor.itemLength());
        if (filter.includes(item)) {
          sequence.next(cursor.itemSize()).item(filter.partOf(item, newPart));
        }
      }
    }
  }

  private void writeChanges(int partition, Sequence sequence)
      throws IOException, InterruptedException {
    ExportPeriod period = record.period();
    try (ChangeCursor cursor =
        snapshot.changes(
            partition, period.beforeMicros(), period.untilMicros(), filter.keys(), turn::read)) {
      while (cursor.next()) {
        onRead(cursor.itemSize());
        Slice before =
            cursor.hasOld()
                ? new Slice(cursor.oldBuffer(), cursor.oldOffset(), cursor.oldLength())
                : null;
        Slice after =
            cursor.hasNew()
                ? new Slice(cursor.newBuffer(), cursor.newOffset(), cursor.newLength())
                : null;
        Slice any = after == null ? before : after;
        if (any == null) {
          throw new IllegalStateException("a change of nothing");
        }
        if (filter.includes(any)) {
          sequence
              .next(cursor.itemSize())
              .change(
                  cursor.timestampMicros(),
                  keysOf(any),
                  before == null || !withOldImages ? null : filter.partOf(before, oldPart),
                  after == null ? null : filter.partOf(after, newPart));
        }
      }
    }
  }

  /** Counts an item, also one that is left out after it was read, and gives way to clients. */
  private void onRead(int itemBytes) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    turn.read(itemBytes);
    bytes += itemBytes;
  }

  private KeySchema schema() {
    return snapshot.manifest().table().schema().keys();
  }

  private Slice keysOf(Slice item) {
    keyWriter.wrap(keys, 0);
    KeySchema schema = schema();
    schema.hash().forEach(key -> writeKey(key, item));
    schema.range().forEach(key -> writeKey(key, item));
    return new Slice(keys, 0, keyWriter.position());
  }

  private void writeKey(KeyAttribute key, Slice item) {
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), key.name());
    keyWriter.name(key.name());
    keyWriter.value(item.buffer(), value, ValueScanner.length(item.buffer(), value));
  }

  /** The files of one partition, one after the other; at least one. */
  private final class Sequence {
    private final int partition;
    private int number;
    private DataFile file;

    Sequence(int partition) throws IOException {
      this.partition = partition;
      this.file = new DataFile(record.format());
    }

    /** Where the next item is written. */
    ItemFile next(int itemBytes) throws IOException {
      if (file.bytes() >= FILE_BYTES) {
        end();
        file = new DataFile(record.format());
      }
      items++;
      return file.add(itemBytes);
    }

    /** Puts the file into the bucket. */
    void end() throws IOException {
      try (DataFile ended = file) {
        files.add(ended.put(buckets, record.bucket(), layout.data(partition, number)));
      }
      number++;
    }

    void close() throws IOException {
      file.close();
    }
  }
}
