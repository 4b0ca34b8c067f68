package dev.stator.gateway.exporting;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Describes an export. */
final class DescribeExport implements Operation {
  private final Exports exports;

  DescribeExport(Exports exports) {
    this.exports = exports;
  }

  @Override
  public String name() {
    return "DescribeExport";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String arn = request.requiredString("ExportArn");
    Arns.PartName name = Arns.partName(arn, "export");
    if (name == null) {
      throw RequestException.validation("Invalid Export ARN");
    }
    ExportRecord record = exports.find(name.id());
    if (record == null || !record.table().equals(name.table())) {
      throw new RequestException(ErrorCode.EXPORT_NOT_FOUND, "Export not found: " + arn);
    }
    ExportDescription.answer(exchange, exports, record);
  }
}
