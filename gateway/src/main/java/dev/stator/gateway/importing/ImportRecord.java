package dev.stator.gateway.importing;

import dev.stator.gateway.json.Structure;
import dev.stator.gateway.transfer.Failure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An import: what was asked for, and how far it is.
 *
 * @param request an ImportTableInput
 * @param endMs when it ended, 0 before
 * @param counts of all files up to the one with the last key, and of what is known of the next
 * @param lastKey the key of the last file whose items are all written, null before the first
 */
record ImportRecord(
    String id,
    String tableId,
    Structure request,
    ImportStatus status,
    long startMs,
    long endMs,
    ImportCounts counts,
    @Nullable String lastKey,
    @Nullable Failure failure) {
  private static final String ITEM_ERRORS = "ItemValidationError";

  /** How long a client's token names an import after it has ended. */
  private static final long TOKEN_LIFE_MS = TimeUnit.HOURS.toMillis(8);

  /** How long an import is remembered. */
  private static final long LIFE_MS = TimeUnit.DAYS.toMillis(90);

  static ImportRecord begun(String id, String tableId, Structure request, long nowMs) {
    return new ImportRecord(
        id, tableId, request, ImportStatus.IN_PROGRESS, nowMs, 0, ImportCounts.NONE, null, null);
  }

  String table() {
    return table(request);
  }

  static String table(Structure request) {
    return member(request, "TableCreationParameters").requiredString("TableName");
  }

  Structure source() {
    return member(request, "S3BucketSource");
  }

  String bucket() {
    return source().requiredString("S3Bucket");
  }

  private static Structure member(Structure request, String name) {
    Structure member = request.structure(name);
    if (member == null) {
      throw new IllegalStateException("constraints require " + name);
    }
    return member;
  }

  boolean isRunning() {
    return status == ImportStatus.IN_PROGRESS;
  }

  /** Whether the table stays when the import has ended like this: items that are wrong are left. */
  boolean keepsTable() {
    return failure == null || failure.code().equals(ITEM_ERRORS);
  }

  boolean hasToken(String token, long nowMs) {
    return token.equals(request.string("ClientToken"))
        && (isRunning() || nowMs - endMs < TOKEN_LIFE_MS);
  }

  boolean isForgotten(long nowMs) {
    return !isRunning() && nowMs - endMs >= LIFE_MS;
  }

  /** With what has been taken since; the files up to the key are done. */
  ImportRecord at(ImportCounts newCounts, @Nullable String newLastKey) {
    return new ImportRecord(
        id, tableId, request, status, startMs, endMs, newCounts, newLastKey, failure);
  }

  /** At its end: whether it failed depends on whether there were items that are not valid. */
  ImportRecord ended(long nowMs) {
    return counts.errors() == 0
        ? with(ImportStatus.COMPLETED, nowMs, null)
        : failed(
            new Failure(
                ITEM_ERRORS,
                "Some of the items failed validation checks. Please check the error log of the"
                    + " import for details."),
            nowMs);
  }

  ImportRecord failed(Failure why, long nowMs) {
    return with(ImportStatus.FAILED, nowMs, why);
  }

  private ImportRecord with(ImportStatus newStatus, long newEndMs, @Nullable Failure newFailure) {
    return new ImportRecord(
        id, tableId, request, newStatus, startMs, newEndMs, counts, lastKey, newFailure);
  }
}
