package dev.stator.gateway.importing;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.table.DefinitionReader;

/** Creates a table and begins to fill it with the items in the files of a bucket. */
final class ImportTable implements Operation {
  private final Imports imports;
  private final StructureShape createTable;

  /**
   * @param createTable the shape of CreateTable's input, as which the parameters of the table are
   *     read
   */
  ImportTable(Imports imports, StructureShape createTable) {
    this.imports = imports;
    this.createTable = createTable;
  }

  @Override
  public String name() {
    return "ImportTable";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String problem = ImportSource.problem(request);
    if (problem != null) {
      throw RequestException.validation("One or more parameter values were invalid: " + problem);
    }
    Structure parameters = request.structure("TableCreationParameters");
    if (parameters == null) {
      throw new IllegalStateException("constraints require TableCreationParameters");
    }
    exchange.await(
        imports.begin(DefinitionReader.read(parameters.as(createTable)), request),
        record -> ImportDescription.answer(exchange, imports, record));
  }
}
