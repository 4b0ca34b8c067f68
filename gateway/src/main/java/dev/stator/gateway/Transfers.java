package dev.stator.gateway;

import dev.stator.core.engine.Engine;
import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.exporting.ExportOperations;
import dev.stator.gateway.exporting.Exports;
import dev.stator.gateway.importing.ImportOperations;
import dev.stator.gateway.importing.Imports;
import dev.stator.gateway.importing.ImportsConfig;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.operation.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** Imports and exports of a server, and the buckets they use. */
final class Transfers implements AutoCloseable {
  private final @Nullable Buckets buckets;
  private final Imports imports;
  private final Exports exports;
  private final List<Operation> operations = new ArrayList<>();

  private Transfers(@Nullable Buckets buckets, Imports imports, Exports exports) {
    this.buckets = buckets;
    this.imports = imports;
    this.exports = exports;
  }

  /**
   * Goes on with what was interrupted.
   *
   * @param buckets null when there are none
   * @param errorLogs the directory of the error logs of imports, null to log no errors
   */
  static Transfers open(
      Engine engine,
      ApiModel model,
      @Nullable Buckets buckets,
      String region,
      @Nullable Path errorLogs) {
    Imports imports =
        new Imports(
            engine, buckets, new ImportsConfig(region, input(model, "ImportTable"), errorLogs));
    Exports exports =
        new Exports(engine, buckets, region, input(model, "ExportTableToPointInTime"));
    Transfers transfers = new Transfers(buckets, imports, exports);
    transfers.operations.addAll(ImportOperations.all(imports, input(model, "CreateTable")));
    transfers.operations.addAll(ExportOperations.all(exports));
    imports.resume();
    exports.resume();
    return transfers;
  }

  private static StructureShape input(ApiModel model, String operation) {
    var described = model.operation(operation);
    if (described == null) {
      throw new IllegalStateException("the model lacks " + operation);
    }
    return described.input();
  }

  List<Operation> operations() {
    return operations;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(imports, exports, buckets);
  }
}
