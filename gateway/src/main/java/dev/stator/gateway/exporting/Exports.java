package dev.stator.gateway.exporting;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.engine.Engine;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.Note;
import dev.stator.gateway.bucket.BucketException;
import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.transfer.Failure;
import dev.stator.gateway.transfer.TransferIds;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All exports, those that have ended too. They run one after the other on a thread of their own;
 * one that a restart interrupts begins anew.
 */
public final class Exports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
  private static final int MAX_RUNNING = 300;

  /** Of a record, which is in memory for as long as it is remembered. */
  private static final int MAX_RECORD_BYTES = 256 << 10;

  private static final long CLOSE_TIMEOUT_S = 10;

  private final Engine engine;
  private final @Nullable Buckets buckets;
  private final String region;
  private final ExportRecordCodec codec;
  private final ConcurrentNavigableMap<String, ExportRecord> records =
      new ConcurrentSkipListMap<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("stator-export").daemon().unstarted(task));

  /**
   * @param buckets null when there are none
   * @param input the shape of ExportTableToPointInTime's input
   */
  public Exports(Engine engine, @Nullable Buckets buckets, String region, StructureShape input) {
    this.engine = engine;
    this.buckets = buckets;
    this.region = region;
    this.codec = new ExportRecordCodec(input);
  }

  /** Goes on with what was interrupted. */
  public void resume() {
    engine
        .notes()
        .forEach(
            (name, note) -> {
              if (name.startsWith(ExportRecordCodec.PREFIX)) {
                resume(codec.decode(note));
              }
            });
    for (String id : engine.keptForExports()) {
      ExportRecord record = records.get(id);
      if (record == null || !record.isRunning()) {
        var _ = engine.dropForExport(id);
      }
    }
  }

  private void resume(ExportRecord record) {
    if (record.isForgotten(engine.nowMs())) {
      var _ = engine.forgetNote(ExportRecordCodec.nameOf(record.id()));
      return;
    }
    records.put(record.id(), record);
    if (record.isRunning()) {
      executor.execute(() -> run(record));
    }
  }

  /**
   * Begins an export, or finds the one that a client's token names.
   *
   * @throws RequestException when there are no buckets, or the token names another export
   */
  CompletionStage<ExportRecord> begin(String tableId, Structure request, ExportPeriod period) {
    String given = request.string("ClientToken");
    ExportRecord record =
        new ExportRecord(
            TransferIds.next(engine.nowMs()),
            tableId,
            given == null ? UUID.randomUUID().toString() : given,
            request.copy(),
            period,
            ExportStatus.IN_PROGRESS,
            engine.nowMs(),
            0,
            0,
            0,
            null);
    Note note = ExportRecordCodec.encode(record);
    if (note.text().getBytes(UTF_8).length > MAX_RECORD_BYTES) {
      throw RequestException.validation(
          "One or more parameter values were invalid: FilterSpecification is too large: the"
              + " request may have "
              + MAX_RECORD_BYTES
              + " bytes");
    }
    ExportRecord earlier = reserve(record);
    if (earlier != null) {
      return CompletableFuture.completedFuture(earlier);
    }
    return engine
        .keepForExport(record.table(), record.id(), period.earliestMicros(), note)
        .whenComplete((snapshot, refusal) -> forgetRefused(record, refusal))
        .thenApply(
            snapshot -> {
              executor.execute(() -> run(record));
              return record;
            });
  }

  private void forgetRefused(ExportRecord record, @Nullable Throwable refusal) {
    if (refusal != null) {
      records.remove(record.id());
    }
  }

  /** Refuses what needs buckets when there are none. */
  void requireBuckets() {
    if (buckets == null) {
      throw RequestException.validation(
          "ExportTableToPointInTime needs buckets: start the server with --buckets or"
              + " --s3-endpoint");
    }
  }

  /** Adds a new record; returns the one that has its token instead, if there is one. */
  private synchronized @Nullable ExportRecord reserve(ExportRecord record) {
    int running = 0;
    for (ExportRecord other : records.values()) {
      if (other.isForgotten(engine.nowMs())) {
        records.remove(other.id());
        var _ = engine.forgetNote(ExportRecordCodec.nameOf(other.id()));
        continue;
      }
      running += other.isRunning() ? 1 : 0;
      if (other.hasToken(record.token(), engine.nowMs())) {
        if (!sameRequest(record, other)) {
          throw new RequestException(
              ErrorCode.EXPORT_CONFLICT, "Duplicate request detected with conflicting parameters");
        }
        return other;
      }
    }
    if (running >= MAX_RUNNING) {
      throw new RequestException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Only " + MAX_RUNNING + " exports can be in progress at once");
    }
    records.put(record.id(), record);
    return null;
  }

  private static boolean sameRequest(ExportRecord one, ExportRecord other) {
    return Objects.equals(ExportRecordCodec.requestOf(one), ExportRecordCodec.requestOf(other));
  }

  @Nullable ExportRecord find(String id) {
    return records.get(id);
  }

  /** All exports, the one that began last first, behind the one with this id. */
  Collection<ExportRecord> behind(@Nullable String id) {
    return (id == null ? records : records.headMap(id, false)).descendingMap().values();
  }

  String arn(ExportRecord record) {
    return Arns.ofTable(region, record.table(), "export", record.id());
  }

  String tableArn(ExportRecord record) {
    return Arns.table(region, record.table());
  }

  /** Runs an export to its end; what it cannot store it does again after a restart. */
  private void run(ExportRecord begun) {
    try {
      ExportRecord ended =
          buckets == null
              ? begun.failed(
                  Failure.unknown("The buckets are not configured any more"), engine.nowMs())
              : write(begun, buckets);
      engine.keepNote(ExportRecordCodec.encode(ended)).get();
      records.put(ended.id(), ended);
      engine.dropForExport(ended.id()).get();
    } catch (InterruptedException closing) {
      LOG.info("export {} begins anew at the next start", begun.id());
    } catch (ExecutionException | RuntimeException failure) {
      LOG.error(
          "export {} could not be ended; it begins anew at the next start", begun.id(), failure);
    }
  }

  private ExportRecord write(ExportRecord begun, Buckets into) throws InterruptedException {
    try {
      ExportTask task =
          new ExportTask(begun, engine.openForExport(begun.id()), into, engine.openTurn());
      task.run();
      ExportRecord ended = begun.completed(engine.nowMs(), task.items(), task.bytes());
      new Manifests(ended, into).write(task.files(), arn(ended), tableArn(ended));
      return ended;
    } catch (BucketException unwritable) {
      throwIfClosing();
      LOG.warn(
          "export {} failed: {}", begun.id(), unwritable.operatorMessage(), unwritable.getCause());
      return begun.failed(Failure.of(unwritable), engine.nowMs());
    } catch (IOException | StorageException failure) {
      throwIfClosing();
      LOG.error("export {} failed", begun.id(), failure);
      return begun.failed(Failure.unknown("The items could not be read"), engine.nowMs());
    }
  }

  /** What an interruption makes fail has not failed. */
  private static void throwIfClosing() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Stops what runs; it begins anew at the next start. */
  @Override
  public void close() {
    List<Runnable> _ = executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("an export did not stop in time; it begins anew at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
