package dev.stator.gateway.backup;

import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.core.model.RestoredFrom;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.table.RestoredTable;
import dev.stator.gateway.table.TableDescriptionWriter;

/** Creates a table with the items that another one had at a time. */
final class RestoreTableToPointInTime implements Operation {
  private static final double MS_PER_S = 1000;

  @Override
  public String name() {
    return "RestoreTableToPointInTime";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String name = sourceName(request);
    requireOneTime(request);
    Table source = ContinuousBackups.find(exchange, name);
    RestoredFrom from = new RestoredFrom(null, name, timeMs(request, source, exchange));
    exchange.await(
        exchange
            .engine()
            .restoreTable(
                RestoredTable.read(source.definition(), request, from, exchange.engine().nowMs())),
        table -> TableDescriptionWriter.answer(exchange, "TableDescription", table));
  }

  private static String sourceName(Structure request) {
    String name = request.string("SourceTableName");
    String arn = request.string("SourceTableArn");
    if (name == null && arn == null) {
      throw RequestException.validation(
          "Either SourceTableName or SourceTableArn must be specified");
    }
    if (name != null && arn != null) {
      throw RequestException.validation(
          "SourceTableName and SourceTableArn cannot be specified at the same time");
    }
    return name == null ? TableLookup.nameOf(String.valueOf(arn)) : name;
  }

  private static void requireOneTime(Structure request) {
    boolean latest = request.isTrue("UseLatestRestorableTime");
    if (latest == request.has("RestoreDateTime")) {
      throw RequestException.validation(
          latest
              ? "RestoreDateTime and UseLatestRestorableTime cannot be specified at the same time"
              : "Either RestoreDateTime or UseLatestRestorableTime must be specified");
    }
  }

  private static long timeMs(Structure request, Table source, Exchange exchange) {
    PointInTimeRecovery recovery = source.definition().options().recovery();
    long nowMs = exchange.engine().nowMs();
    Double given = request.doubleValue("RestoreDateTime");
    return given == null
        ? recovery.latestMs(nowMs)
        : recovery.meantMs(Math.round(given * MS_PER_S), nowMs);
  }
}
