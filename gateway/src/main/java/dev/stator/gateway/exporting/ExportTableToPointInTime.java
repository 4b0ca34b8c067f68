package dev.stator.gateway.exporting;

import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.ItemSelection;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import java.util.List;
import java.util.regex.Pattern;

/** Begins to write the items of a table as they were, or what changed, into a bucket. */
final class ExportTableToPointInTime implements Operation {
  private static final Pattern TABLE_ARN =
      Pattern.compile("arn:aws[a-z-]*:dynamodb:[^:/]*:[^:/]*:table/[a-zA-Z0-9_.-]{3,255}");

  /** Nothing here encrypts what is written. */
  private static final List<String> UNSUPPORTED = List.of("S3SseAlgorithm", "S3SseKmsKeyId");

  private final Exports exports;

  ExportTableToPointInTime(Exports exports) {
    this.exports = exports;
  }

  @Override
  public String name() {
    return "ExportTableToPointInTime";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    for (String member : UNSUPPORTED) {
      if (request.has(member)) {
        throw RequestException.validation(
            "One or more parameter values were invalid: " + member + " is not supported");
      }
    }
    String arn = request.requiredString("TableArn");
    if (!TABLE_ARN.matcher(arn).matches()) {
      throw RequestException.validation(
          "Invalid TableArn: Invalid ResourceArn provided as input " + arn);
    }
    ExportTimes.check(request);
    Structure specification = request.structure("FilterSpecification");
    ItemSelection selection = specification == null ? null : ItemSelection.read(specification);
    exports.requireBuckets();
    Table table = exchange.engine().table(TableLookup.nameOf(arn));
    if (table == null) {
      throw new RequestException(ErrorCode.TABLE_NOT_FOUND, "Table not found: " + arn);
    }
    ExportPeriod period = ExportTimes.of(request, table, exchange.engine().nowMs());
    if (selection != null) {
      selection.check(table);
    }
    exchange.await(
        exports.begin(table.definition().id(), request, period),
        record -> ExportDescription.answer(exchange, exports, record));
  }
}
