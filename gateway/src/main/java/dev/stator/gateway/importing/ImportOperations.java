package dev.stator.gateway.importing;

import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on imports. */
public final class ImportOperations {
  private ImportOperations() {}

  /**
   * All of them.
   *
   * @param createTable the shape of CreateTable's input
   */
  public static List<Operation> all(Imports imports, StructureShape createTable) {
    return List.of(
        new ImportTable(imports, createTable),
        new DescribeImport(imports),
        new ListImports(imports));
  }
}
