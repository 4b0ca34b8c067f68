package dev.stator.gateway.importing;

import dev.stator.core.engine.BulkWriter;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableStatus;
import dev.stator.gateway.bucket.BucketException;
import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.transfer.Failure;
import dev.stator.gateway.transfer.TransferIds;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All imports, those that have ended too. They run on threads of their own, a few at a time; one
 * that a restart interrupts goes on with the file behind the last that was done.
 */
public final class Imports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
  private static final int THREADS = 2;
  private static final int MAX_RUNNING = 50;
  private static final long CLOSE_TIMEOUT_S = 10;

  private final Engine engine;
  private final @Nullable Buckets buckets;
  private final ImportsConfig config;
  private final ImportRecordCodec codec;
  private final ConcurrentNavigableMap<String, ImportRecord> records =
      new ConcurrentSkipListMap<>();
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          THREADS,
          task ->
              Thread.ofPlatform()
                  .name("stator-import-" + threads.getAndIncrement())
                  .daemon()
                  .unstarted(task));
  private final ThreadLocal<BulkWriter> writers;

  /**
   * @param buckets null when there are none
   */
  public Imports(Engine engine, @Nullable Buckets buckets, ImportsConfig config) {
    this.engine = engine;
    this.buckets = buckets;
    this.config = config;
    this.codec = new ImportRecordCodec(config.input());
    this.writers = ThreadLocal.withInitial(engine::openBulkWriter);
  }

  /** Goes on with what was interrupted. */
  public void resume() {
    engine
        .notes()
        .forEach(
            (name, note) -> {
              if (name.startsWith(ImportRecordCodec.PREFIX)) {
                resume(codec.decode(note));
              }
            });
  }

  private void resume(ImportRecord record) {
    if (record.isForgotten(engine.nowMs())) {
      forget(record);
      return;
    }
    records.put(record.id(), record);
    Table table = tableOf(record);
    if (table != null) {
      executor.execute(record.isRunning() ? () -> run(record) : () -> settle(record));
    } else if (record.isRunning()) {
      store(record.failed(Failure.unknown("The server stopped too early"), engine.nowMs()));
    }
  }

  private void forget(ImportRecord record) {
    ImportErrors.forget(config.errorLogs(), record.id());
    var _ = engine.forgetNote(ImportRecordCodec.nameOf(record.id()));
  }

  /** The table that the import fills, null when it does not any more. */
  private @Nullable Table tableOf(ImportRecord record) {
    Table table = engine.table(record.table());
    return table != null
            && table.definition().id().equals(record.tableId())
            && table.definition().status() == TableStatus.CREATING
        ? table
        : null;
  }

  /**
   * Begins an import, or finds the one that a client's token names.
   *
   * @throws RequestException when there are no buckets, or the token names another table's import
   */
  CompletionStage<ImportRecord> begin(TableDefinition definition, Structure request) {
    if (buckets == null) {
      throw RequestException.validation(
          "ImportTable needs buckets: start the server with --buckets or --s3-endpoint");
    }
    ImportRecord record =
        ImportRecord.begun(
            TransferIds.next(engine.nowMs()), definition.id(), request, engine.nowMs());
    ImportRecord earlier = reserve(record);
    if (earlier != null) {
      return CompletableFuture.completedFuture(earlier);
    }
    return engine
        .createTableForImport(definition, ImportRecordCodec.encode(record))
        .whenComplete((table, refusal) -> forgetRefused(record, refusal))
        .thenApply(
            table -> {
              executor.execute(() -> run(record));
              return record;
            });
  }

  private void forgetRefused(ImportRecord record, @Nullable Throwable refusal) {
    if (refusal != null) {
      records.remove(record.id());
    }
  }

  /** Adds a new record; returns the one that has its token instead, if there is one. */
  private synchronized @Nullable ImportRecord reserve(ImportRecord record) {
    String token = record.request().requiredString("ClientToken");
    int running = 0;
    for (ImportRecord other : records.values()) {
      if (other.isForgotten(engine.nowMs())) {
        records.remove(other.id());
        forget(other);
        continue;
      }
      running += other.isRunning() ? 1 : 0;
      if (other.hasToken(token, engine.nowMs())) {
        if (!other.table().equals(record.table())) {
          throw new RequestException(
              ErrorCode.IMPORT_CONFLICT, "Duplicate request detected with conflicting parameters");
        }
        if (other.isRunning() || engine.table(other.table()) == null) {
          return other;
        }
      }
    }
    if (running >= MAX_RUNNING) {
      throw new RequestException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Only " + MAX_RUNNING + " imports can be in progress at once");
    }
    records.put(record.id(), record);
    return null;
  }

  @Nullable ImportRecord find(String id) {
    return records.get(id);
  }

  /** All imports, the one that began last first, behind the one with this id. */
  Collection<ImportRecord> behind(@Nullable String id) {
    return (id == null ? records : records.headMap(id, false)).descendingMap().values();
  }

  String arn(ImportRecord record) {
    return Arns.ofTable(config.region(), record.table(), "import", record.id());
  }

  String tableArn(ImportRecord record) {
    return Arns.table(config.region(), record.table());
  }

  /** Runs an import to its end; what it cannot store it does again after a restart. */
  private void run(ImportRecord begun) {
    try {
      Table table = tableOf(begun);
      if (buckets == null || table == null) {
        end(begun.failed(Failure.unknown("The buckets are not configured any more"), now()));
      } else {
        end(fill(begun, table, buckets));
      }
    } catch (InterruptedException closing) {
      LOG.info("import {} goes on at the next start", begun.id());
    } catch (ExecutionException | RuntimeException failure) {
      LOG.error("import {} could not be ended; it goes on at the next start", begun.id(), failure);
    }
  }

  private ImportRecord fill(ImportRecord begun, Table table, Buckets from)
      throws InterruptedException, ExecutionException {
    BulkWriter writer = writers.get();
    try {
      ImportErrors errors =
          new ImportErrors(config.errorLogs(), begun.id(), arn(begun), begun.bucket());
      return new ImportTask(begun, table, from, writer, errors, new Report()).run().ended(now());
    } catch (BucketException unreadable) {
      throwIfClosing();
      LOG.warn(
          "import {} failed: {}", begun.id(), unreadable.operatorMessage(), unreadable.getCause());
      settleWrites(writer);
      return latest(begun).failed(Failure.of(unreadable), now());
    } catch (RuntimeException failure) {
      throwIfClosing();
      LOG.error("import {} failed", begun.id(), failure);
      settleWrites(writer);
      return latest(begun).failed(Failure.unknown("The items could not be written"), now());
    }
  }

  /** What an interruption makes fail has not failed. */
  private static void throwIfClosing() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** What is under way must not be taken for that of the next import. */
  private static void settleWrites(BulkWriter writer) throws InterruptedException {
    try {
      writer.await();
    } catch (RequestException failed) {
      LOG.debug("more items could not be written", failed);
    }
  }

  private ImportRecord latest(ImportRecord begun) {
    return records.getOrDefault(begun.id(), begun);
  }

  private void end(ImportRecord ended) throws InterruptedException, ExecutionException {
    settle(ended, tableOf(ended) != null);
    records.put(ended.id(), ended);
  }

  private void settle(ImportRecord ended) {
    try {
      settle(ended, true);
    } catch (InterruptedException | ExecutionException e) {
      LOG.error("the table of import {} is completed at the next start", ended.id(), e);
    }
  }

  /** Makes the end of an import durable, and its table what that says. */
  private void settle(ImportRecord ended, boolean hasTable)
      throws InterruptedException, ExecutionException {
    var note = ImportRecordCodec.encode(ended);
    if (!hasTable) {
      engine.keepNote(note).get();
    } else if (ended.keepsTable()) {
      engine.completeImport(ended.table(), note).get();
    } else {
      engine.dropImport(ended.table(), note).get();
    }
  }

  private void store(ImportRecord record) {
    records.put(record.id(), record);
    var _ = engine.keepNote(ImportRecordCodec.encode(record));
  }

  private long now() {
    return engine.nowMs();
  }

  /** Keeps how far an import is. */
  private final class Report implements ImportTask.Progress {
    @Override
    public void reached(ImportRecord record) throws InterruptedException {
      try {
        engine.keepNote(ImportRecordCodec.encode(record)).get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the catalog cannot be written", e);
      }
      records.put(record.id(), record);
    }

    @Override
    public void read(ImportRecord record) {
      records.put(record.id(), record);
    }
  }

  /** Stops what runs; it goes on at the next start. */
  @Override
  public void close() {
    List<Runnable> _ = executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("an import did not stop in time; it goes on at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
