package dev.stator.gateway.cli;

import static dev.stator.gateway.cli.RehearsedRequests.page;
import static dev.stator.gateway.cli.RehearsedRequests.send;

import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets partitions of a table and of its global index be split while they are written: what runs
 * while a partition is closed, and with what it keeps, is then nothing new to a later start.
 */
final class SplitRehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(SplitRehearsal.class);
  private static final String TABLE = "rehearsed-split";

  /** One more than a new table or index has; each takes 1000 write units a second. */
  private static final int PARTITIONS = 5;

  /** Enough for some writes to meet a closed partition. */
  private static final int WRITERS = 2;

  private static final int BATCH = 25;
  private static final long PATIENCE_NS = Duration.ofSeconds(30).toNanos();
  private static final Pattern PARTITION = Pattern.compile("\"firstHash\"");

  private SplitRehearsal() {}

  /** Returns whether both were split, which the controller does within two of its looks. */
  static boolean run(int port, int adminPort) {
    create(port);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.execute(() -> write(port, over));
      }
      try {
        return awaitSplits(adminPort);
      } finally {
        over.set(true);
      }
    }
  }

  private static void write(int port, AtomicBoolean over) {
    for (int round = 0; !over.get(); round++) {
      send(port, "BatchWriteItem", batch(round));
    }
  }

  private static boolean awaitSplits(int adminPort) {
    long startNs = System.nanoTime();
    boolean split = false;
    while (!split && System.nanoTime() - startNs < PATIENCE_NS) {
      split = partitions(adminPort) >= 2 * PARTITIONS;
    }
    if (!split) {
      LOG.warn("no split could be rehearsed in time");
    }
    return split;
  }

  private static void create(int port) {
    String throughput =
        "\"ProvisionedThroughput\":{\"ReadCapacityUnits\":1000,\"WriteCapacityUnits\":"
            + 1000 * PARTITIONS
            + "}";
    send(
        port,
        "CreateTable",
        "{\"TableName\":\""
            + TABLE
            + "\",\"AttributeDefinitions\":[{\"AttributeName\":\"k\",\"AttributeType\":\"S\"},"
            + "{\"AttributeName\":\"g\",\"AttributeType\":\"S\"}],"
            + "\"KeySchema\":[{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}],"
            + throughput
            + ",\"GlobalSecondaryIndexes\":[{\"IndexName\":\"by-g\","
            + "\"KeySchema\":[{\"AttributeName\":\"g\",\"KeyType\":\"HASH\"}],"
            + "\"Projection\":{\"ProjectionType\":\"ALL\"},"
            + throughput
            + "}]}");
  }

  /** Writes to all partitions. */
  private static String batch(int round) {
    StringJoiner puts = new StringJoiner(",", "{\"RequestItems\":{\"" + TABLE + "\":[", "]}}");
    for (int i = 0; i < BATCH; i++) {
      puts.add(
          "{\"PutRequest\":{\"Item\":{\"k\":{\"S\":\"k"
              + i
              + "\"},\"g\":{\"S\":\"g"
              + (i + round) % BATCH
              + "\"}}}}");
    }
    return puts.toString();
  }

  /** How many the table and its index have, as the controller has seen them last. */
  private static long partitions(int adminPort) {
    return PARTITION.matcher(page(adminPort, "/capacity/" + TABLE)).results().count();
  }
}
