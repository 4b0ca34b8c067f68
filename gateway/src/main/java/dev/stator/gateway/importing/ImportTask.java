package dev.stator.gateway.importing;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.BulkWriter;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.bucket.StoredObject;
import dev.stator.gateway.format.Content;
import dev.stator.gateway.format.ItemSource;
import dev.stator.gateway.operation.IndexKeyChecks;
import dev.stator.gateway.operation.KeyChecks;
import dev.stator.gateway.operation.RequestChecks;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reading of the files of one import and the writing of their items, from the file behind the
 * last that was done before.
 */
final class ImportTask {
  private static final long REPORT_NS = TimeUnit.SECONDS.toNanos(1);

  /** Is told now and then how far the import is. */
  interface Progress {
    /** The files up to the record's last key are done, and all their items written. */
    void reached(ImportRecord record) throws InterruptedException;

    /** Something of the next file has been read. */
    void read(ImportRecord record);
  }

  private final Buckets buckets;
  private final BulkWriter writer;
  private final Table table;
  private final ImportErrors errors;
  private final Progress progress;
  private final ImportSource source;
  private ImportRecord record;
  private long reportedNs = System.nanoTime();
  private long imported;
  private long failed;

  ImportTask(
      ImportRecord record,
      Table table,
      Buckets buckets,
      BulkWriter writer,
      ImportErrors errors,
      Progress progress) {
    this.record = record;
    this.table = table;
    this.buckets = buckets;
    this.writer = writer;
    this.errors = errors;
    this.progress = progress;
    this.source = ImportSource.of(record.request(), table.definition().schema());
  }

  /**
   * Imports everything; returns the record with all counts.
   *
   * @throws dev.stator.gateway.bucket.BucketException when the bucket cannot be read
   * @throws RequestException when an item cannot be written
   */
  ImportRecord run() throws InterruptedException {
    String prefix = record.source().string("S3KeyPrefix");
    Iterator<StoredObject> objects =
        buckets.list(record.bucket(), prefix == null ? "" : prefix, record.lastKey());
    while (objects.hasNext()) {
      StoredObject object = objects.next();
      ImportCounts counts = importObject(object.key());
      record = record.at(record.counts().plus(counts), object.key());
      if (isReportDue()) {
        writer.await();
        progress.reached(record);
      }
    }
    writer.await();
    return record;
  }

  private ImportCounts importObject(String key) throws InterruptedException {
    imported = 0;
    failed = 0;
    Content content;
    try {
      content = Content.of(buckets.open(record.bucket(), key), source.compression());
    } catch (IOException malformed) {
      addError(key, "The object is not compressed as " + source.compression());
      return new ImportCounts(0, imported, failed);
    }
    try (ItemSource items = source.items(content)) {
      ItemSource.Next next = items.next();
      while (take(key, next)) {
        if (isReportDue()) {
          ImportCounts counts = new ImportCounts(content.count(), imported, failed);
          progress.read(record.at(record.counts().plus(counts), record.lastKey()));
        }
        next = items.next();
      }
    }
    return new ImportCounts(content.count(), imported, failed);
  }

  /** Takes what is next in a file; false when nothing can follow it. */
  private boolean take(String key, ItemSource.Next next) throws InterruptedException {
    return switch (next) {
      case ItemSource.Next.Item(Slice item) -> {
        put(key, item);
        yield true;
      }
      case ItemSource.Next.Invalid(String problem) -> {
        addError(key, problem);
        yield true;
      }
      case ItemSource.Next.Unreadable(String problem) -> {
        addError(key, problem);
        yield false;
      }
      case ItemSource.Next.End _ -> false;
    };
  }

  private void put(String key, Slice item) throws InterruptedException {
    TableSchema schema = table.definition().schema();
    int size;
    try {
      size = RequestChecks.itemSize(item);
      KeyChecks.keyOfItem(schema.keys(), item);
      IndexKeyChecks.item(schema, item);
    } catch (RequestException invalid) {
      addError(key, invalid.getMessage());
      return;
    }
    writer.put(table, item, size);
    imported++;
  }

  private void addError(String key, @Nullable String message) {
    errors.add(key, imported + failed, String.valueOf(message));
    failed++;
  }

  private boolean isReportDue() {
    long now = System.nanoTime();
    boolean due = now - reportedNs >= REPORT_NS;
    if (due) {
      reportedNs = now;
    }
    return due;
  }
}
