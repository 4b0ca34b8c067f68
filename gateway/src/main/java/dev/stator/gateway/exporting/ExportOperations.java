package dev.stator.gateway.exporting;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on exports. */
public final class ExportOperations {
  private ExportOperations() {}

  public static List<Operation> all(Exports exports) {
    return List.of(
        new ExportTableToPointInTime(exports),
        new DescribeExport(exports),
        new ListExports(exports));
  }
}
