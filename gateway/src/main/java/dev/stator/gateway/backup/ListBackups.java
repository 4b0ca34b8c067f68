package dev.stator.gateway.backup;

import dev.stator.core.engine.Backup;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Lists backups in the order in which they were taken, a page at a time. */
final class ListBackups implements Operation {
  private static final int MAX_PAGE = 100;
  private static final double MS_PER_S = 1000;

  @Override
  public String name() {
    return "ListBackups";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Integer requested = request.integer("Limit");
    int limit = requested == null ? MAX_PAGE : requested;
    List<Backup> found =
        behind(exchange.engine().backups(), request.string("ExclusiveStartBackupArn"))
            .values()
            .stream()
            .filter(filter(request))
            .limit(limit + 1L)
            .toList();
    boolean more = found.size() > limit;
    write(exchange, more ? found.subList(0, limit) : found, more);
  }

  private static NavigableMap<String, Backup> behind(
      NavigableMap<String, Backup> all, @Nullable String arn) {
    if (arn == null) {
      return all;
    }
    Arns.BackupName start = Arns.backupName(arn);
    if (start == null) {
      throw RequestException.validation("Invalid ExclusiveStartBackupArn: " + arn);
    }
    return all.tailMap(start.id(), false);
  }

  private static Predicate<Backup> filter(Structure request) {
    String nameOrArn = request.string("TableName");
    String table = nameOrArn == null ? null : TableLookup.nameOf(nameOrArn);
    String type = request.string("BackupType");
    Double from = request.doubleValue("TimeRangeLowerBound");
    Double to = request.doubleValue("TimeRangeUpperBound");
    return backup -> {
      double taken = backup.manifest().createdMs() / MS_PER_S;
      return (table == null || backup.tableName().equals(table))
          && (type == null || type.equals("ALL") || backup.manifest().kind().name().equals(type))
          && (from == null || taken >= from)
          && (to == null || taken < to);
    };
  }

  private static void write(Exchange exchange, List<Backup> page, boolean more) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("BackupSummaries");
      for (Backup backup : page) {
        new BackupDescriptionWriter(json, backup, exchange.region()).writeSummary();
      }
      json.writeEndArray();
      if (more) {
        Backup last = page.getLast();
        json.writeStringProperty(
            "LastEvaluatedBackupArn", Arns.backup(exchange.region(), last.tableName(), last.id()));
      }
      json.writeEndObject();
    }
    exchange.ok();
  }
}
