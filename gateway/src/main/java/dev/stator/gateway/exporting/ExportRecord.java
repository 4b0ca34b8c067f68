package dev.stator.gateway.exporting;

import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.ItemSelection;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.transfer.Failure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An export: what was asked for, and what became of it.
 *
 * @param token names the export to clients; one is made up when none was given
 * @param request an ExportTableToPointInTimeInput
 * @param endMs when it ended, 0 before
 * @param items in all its files, when it has ended
 * @param bytes the size of the items that were read, as DynamoDB counts it
 */
record ExportRecord(
    String id,
    String tableId,
    String token,
    Structure request,
    ExportPeriod period,
    ExportStatus status,
    long startMs,
    long endMs,
    long items,
    long bytes,
    @Nullable Failure failure) {
  /** How long a client's token names an export after it has ended. */
  private static final long TOKEN_LIFE_MS = TimeUnit.HOURS.toMillis(8);

  /** How long an export is remembered. */
  private static final long LIFE_MS = TimeUnit.DAYS.toMillis(90);

  String table() {
    return TableLookup.nameOf(request.requiredString("TableArn"));
  }

  String bucket() {
    return request.requiredString("S3Bucket");
  }

  String format() {
    String format = request.string("ExportFormat");
    return format == null ? "DYNAMODB_JSON" : format;
  }

  String type() {
    return period.isFull() ? "FULL_EXPORT" : "INCREMENTAL_EXPORT";
  }

  /** Which images an incremental export has. */
  String view() {
    Structure specification = request.structure("IncrementalExportSpecification");
    String view = specification == null ? null : specification.string("ExportViewType");
    return view == null ? "NEW_AND_OLD_IMAGES" : view;
  }

  /** Which items are exported and what of them, null for everything. */
  @Nullable ItemSelection selection() {
    Structure specification = request.structure("FilterSpecification");
    return specification == null ? null : ItemSelection.read(specification);
  }

  boolean isRunning() {
    return status == ExportStatus.IN_PROGRESS;
  }

  boolean hasToken(String other, long nowMs) {
    return token.equals(other) && (isRunning() || nowMs - endMs < TOKEN_LIFE_MS);
  }

  boolean isForgotten(long nowMs) {
    return !isRunning() && nowMs - endMs >= LIFE_MS;
  }

  ExportRecord completed(long nowMs, long newItems, long newBytes) {
    return new ExportRecord(
        id,
        tableId,
        token,
        request,
        period,
        ExportStatus.COMPLETED,
        startMs,
        nowMs,
        newItems,
        newBytes,
        null);
  }

  ExportRecord failed(Failure why, long nowMs) {
    return new ExportRecord(
        id,
        tableId,
        token,
        request,
        period,
        ExportStatus.FAILED,
        startMs,
        nowMs,
        items,
        bytes,
        why);
  }
}
