package dev.stator.gateway.access;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.partiql.StatementReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out all that a request wants to do. An operation that is not named here is what its own
 * name says, done to every resource that its parameters name.
 */
final class Accesses {
  private static final String PREFIX = "dynamodb:";
  private static final String ANYTHING = "*";

  /** The members that name tables and others, by name or ARN. */
  private static final List<String> NAMES =
      List.of("TableName", "SourceTableName", "TargetTableName", "GlobalTableName");

  private static final List<String> ARNS =
      List.of(
          "ResourceArn",
          "TableArn",
          "SourceTableArn",
          "StreamArn",
          "BackupArn",
          "ExportArn",
          "ImportArn");

  private static final Map<String, String> TRANSACTION_ACTIONS =
      Map.of(
          "ConditionCheck", "ConditionCheckItem",
          "Put", "PutItem",
          "Update", "UpdateItem",
          "Delete", "DeleteItem",
          "Get", "GetItem");

  private final Call call;
  private final Resources resources;
  private final List<Access> found = new ArrayList<>();

  private Accesses(Call call, Resources resources) {
    this.call = call;
    this.resources = resources;
  }

  static List<Access> of(Call call, Resources resources) {
    Accesses accesses = new Accesses(call, resources);
    accesses.find();
    return accesses.found;
  }

  private void find() {
    Structure request = call.request();
    switch (call.operation()) {
      case "BatchGetItem" -> batchGet(request);
      case "BatchWriteItem" -> batchWrite(request);
      case "TransactGetItems", "TransactWriteItems" -> transact(request);
      case "ExecuteStatement" -> statement(request);
      case "BatchExecuteStatement" -> statements(request.structures("Statements"));
      case "ExecuteTransaction" -> statements(request.structures("TransactStatements"));
      case "GetItem", "PutItem", "UpdateItem", "DeleteItem" -> item(call.operation(), request);
      case "Query", "Scan" -> page(request);
      case "GetRecords" -> records(request);
      case "ListStreams" -> streams(request);
      case "DescribeLimits", "DescribeEndpoints" -> add(call.operation(), ANYTHING);
      case "CreateTable" -> create(request);
      case "ImportTable" -> importTable(request);
      default -> named(request);
    }
    if (found.isEmpty()) {
      add(call.operation(), resources.anyTable());
    }
  }

  private void batchGet(Structure request) {
    Map<String, Structure> tables = request.structureMap("RequestItems");
    if (tables != null) {
      tables.forEach((table, keys) -> addItems("BatchGetItem", table, List.of(keys)));
    }
  }

  private void batchWrite(Structure request) {
    Map<String, List<Structure>> tables = request.structureLists("RequestItems");
    if (tables != null) {
      tables.forEach(
          (table, writes) -> {
            List<Structure> items = new ArrayList<>();
            for (Structure write : writes) {
              addPresent(write.structure("PutRequest"), items);
              addPresent(write.structure("DeleteRequest"), items);
            }
            addItems("BatchWriteItem", table, items);
          });
    }
  }

  private static void addPresent(@Nullable Structure structure, List<Structure> structures) {
    if (structure != null) {
      structures.add(structure);
    }
  }

  private void transact(Structure request) {
    List<Structure> items = request.structures("TransactItems");
    for (Structure item : items == null ? List.<Structure>of() : items) {
      TRANSACTION_ACTIONS.forEach(
          (member, action) -> {
            boolean known = item.shape().indexOf(member) >= 0;
            Structure part = known ? item.structure(member) : null;
            if (part != null) {
              item(action, part);
            }
          });
    }
  }

  private void item(String action, Structure structure) {
    String table = structure.string("TableName");
    if (table != null) {
      addItems(action, table, List.of(structure));
    }
  }

  private void page(Structure request) {
    String table = request.string("TableName");
    String index = request.string("IndexName");
    if (table != null) {
      ItemConditions items = new RequestedItems(call, table, List.of(request));
      String resource = index == null ? resources.table(table) : resources.index(table, index);
      add(call.operation(), resource, TableLookup.nameOf(table), items);
    }
  }

  private void statements(@Nullable List<Structure> statements) {
    for (Structure each : statements == null ? List.<Structure>of() : statements) {
      statement(each);
    }
  }

  /** A statement that cannot be read does nothing: its operation refuses it, whoever sends it. */
  private void statement(Structure structure) {
    if (structure.string("Statement") == null) {
      return;
    }
    StatementReferences statement;
    try {
      statement = StatementReferences.of(structure);
    } catch (RequestException refused) {
      return;
    }
    String table = statement.tableName();
    String index = statement.indexName();
    add(
        statement.action(),
        index == null ? resources.table(table) : resources.index(table, index),
        TableLookup.nameOf(table),
        new StatementItems(call, structure, statement));
  }

  /** An iterator begins with the ARN of its stream. */
  private void records(Structure request) {
    String iterator = request.string("ShardIterator");
    if (iterator != null) {
      int end = iterator.indexOf('|');
      add("GetRecords", resources.arn(end < 0 ? iterator : iterator.substring(0, end)));
    }
  }

  private void streams(Structure request) {
    String table = request.string("TableName");
    String resource = table == null ? resources.anyTable() : resources.table(table);
    add("ListStreams", resource + "/stream/*");
  }

  private void create(Structure request) {
    named(request);
    String table = request.string("TableName");
    String resource = resources.table(table == null ? ANYTHING : table);
    if (request.has("Tags")) {
      add("TagResource", resource);
    }
    if (request.has("ResourcePolicy")) {
      add("PutResourcePolicy", resource);
    }
  }

  private void importTable(Structure request) {
    Structure table = request.structure("TableCreationParameters");
    if (table != null) {
      named(table);
    }
  }

  private void named(Structure request) {
    for (String member : NAMES) {
      String name = member(request, member);
      if (name != null) {
        add(call.operation(), resources.table(name));
      }
    }
    for (String member : ARNS) {
      String arn = member(request, member);
      if (arn != null) {
        add(call.operation(), resources.arn(arn));
      }
    }
  }

  private static @Nullable String member(Structure request, String name) {
    return request.shape().indexOf(name) < 0 ? null : request.string(name);
  }

  private void addItems(String action, String table, List<Structure> structures) {
    add(
        action,
        resources.table(table),
        TableLookup.nameOf(table),
        new RequestedItems(call, table, structures));
  }

  private void add(String action, String resource) {
    add(action, resource, resources.tableOf(resource), ItemConditions.NONE);
  }

  private void add(String action, String resource, String table, ItemConditions items) {
    found.add(new Access(PREFIX + action, resource, table, items));
  }
}
