package dev.stator.gateway.cli;

import static dev.stator.gateway.cli.RehearsedRequests.send;

import dev.stator.gateway.AdminPort;
import dev.stator.gateway.Stator;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts servers of several kinds, sends them some of everything and stops them, so that the JVM
 * can record what a start loads and the first requests run, and what runs while a partition is
 * closed that is split. {@code ./stator} does that after a build; the data directory is thrown
 * away.
 *
 * <p>Keys, TLS, imports and the like are left out: the JVM loads at each start all that was
 * rehearsed, which costs those who do not use it more than it saves the others.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Runnable {
  private static final int ROUNDS = 200;

  @Option(names = "--data", required = true)
  private Path data = Path.of("");

  @Override
  public void run() {
    Main.commandLine(Map.of(), null, "serve").parseArgs("serve", "--data", data.toString());
    AdminPort admin = new AdminPort("127.0.0.1", 0, true);
    try (Stator fresh = Stator.at(data).admin(admin).start()) {
      rehearse(fresh.port());
      SplitRehearsal.run(fresh.port(), fresh.adminPort());
    }
    try (Stator again = Stator.at(data).start()) {
      send(again.port(), "ListTables", "{}");
    }
    try (Stator inMemory = Stator.inMemory().start()) {
      send(inMemory.port(), "ListTables", "{}");
    }
  }

  private static void rehearse(int port) {
    send(
        port,
        "CreateTable",
        "{\"TableName\":\"rehearsal\",\"BillingMode\":\"PAY_PER_REQUEST\","
            + "\"AttributeDefinitions\":[{\"AttributeName\":\"k\",\"AttributeType\":\"S\"}],"
            + "\"KeySchema\":[{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}]}");
    String table = "{\"TableName\":\"rehearsal\"";
    String key = table + ",\"Key\":{\"k\":{\"S\":\"a\"}}";
    for (int round = 0; round < ROUNDS; round++) {
      send(port, "DescribeTable", table + "}");
      send(port, "PutItem", table + ",\"Item\":{\"k\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}}");
      send(port, "GetItem", key + "}");
      send(
          port,
          "UpdateItem",
          key
              + ",\"UpdateExpression\":\"ADD n :one\","
              + "\"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}}");
      send(
          port,
          "Query",
          table
              + ",\"KeyConditionExpression\":\"k = :k\","
              + "\"ExpressionAttributeValues\":{\":k\":{\"S\":\"a\"}}}");
      send(port, "Scan", table + "}");
      send(port, "DeleteItem", key + "}");
      send(port, "ListTables", "{}");
    }
    send(port, "CreateBackup", table + ",\"BackupName\":\"rehearsal\"}");
  }
}
