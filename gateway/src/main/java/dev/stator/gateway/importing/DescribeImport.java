package dev.stator.gateway.importing;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Describes an import. */
final class DescribeImport implements Operation {
  private static final int MIN_TABLE_NAME = 3;

  private final Imports imports;

  DescribeImport(Imports imports) {
    this.imports = imports;
  }

  @Override
  public String name() {
    return "DescribeImport";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String arn = request.requiredString("ImportArn");
    Arns.PartName name = Arns.partName(arn, "import");
    if (name == null || name.table().length() < MIN_TABLE_NAME) {
      throw RequestException.validation("Invalid Import ARN");
    }
    ImportRecord record = imports.find(name.id());
    if (record == null || !record.table().equals(name.table())) {
      throw new RequestException(ErrorCode.IMPORT_NOT_FOUND, "Import not found: " + arn);
    }
    ImportDescription.answer(exchange, imports, record);
  }
}
