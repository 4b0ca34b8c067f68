package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** What hundreds of tables cost in one process, and that nothing of it stays when they go. */
@EnabledOnOs(OS.LINUX)
class ManyTablesTest {
  private static final int TABLES = 300;
  private static final int THREADS = 4;
  private static final int PAGE = 100;
  private static final long MAX_EMPTY_TABLE_BYTES = 1 << 20;

  /** What the catalog keeps of the changes it went through, and its next segment of 4 MiB. */
  private static final long MAX_LEFT_BYTES = 8 << 20;

  private static final int MAX_LEFT_DESCRIPTORS = 5;
  private static final int MAX_LEFT_MAPS = 40;
  private static final long MAX_RESIDENT_BYTES = 700L << 20;

  @TempDir private Path data = Path.of("");

  @Test
  void threeHundredTablesComeAndGoWithoutLeavingAnything() throws Exception {
    try (ServerProcess server = ServerProcess.start(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      warmUp(client);
      Footprint before = Footprint.of(server, data);

      forEachTable(name -> create(client, name));
      Footprint empty = Footprint.of(server, data);
      forEachTable(name -> write(client, name));
      Footprint written = Footprint.of(server, data);
      List<String> listed = list(client);
      forEachTable(name -> delete(client, name));
      boolean nothingIsLeft = Eventually.holds(() -> nothingIsLeft(before, server));

      Footprint after = Footprint.of(server, data);
      System.out.println(
          "many tables: before %s\n empty %s\n written %s\n after %s"
              .formatted(before, empty, written, after));
      assertThat(nothingIsLeft).as("before %s, after %s", before, after).isTrue();
      assertThat(listed).hasSize(TABLES).isSorted().doesNotHaveDuplicates();
      assertThat((empty.diskBytes() - before.diskBytes()) / TABLES)
          .isLessThan(MAX_EMPTY_TABLE_BYTES);
      assertThat(written.residentBytes()).isLessThan(MAX_RESIDENT_BYTES);
      assertThat(server.loggedErrors()).isEmpty();
    }
  }

  /** Loads what the first table loads: classes, threads, connections. */
  private static void warmUp(DynamoDbClient client) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < THREADS * 2; i++) {
      names.add("warm-up-" + i);
    }
    inParallel(
        names,
        name -> {
          create(client, name);
          write(client, name);
          delete(client, name);
          NewTable.awaitGone(client, name);
        });
  }

  private static void create(DynamoDbClient client, String name) {
    NewTable table = NewTable.named(name, "pk:S", "sk:N");
    if (isIndexed(name)) {
      table
          .globalIndex("by-number", NewTable.all(), "number:N")
          .localIndex("by-other", NewTable.keysOnly(), "pk:S", "other:N");
    }
    table.createWith(client);
  }

  private static boolean isIndexed(String name) {
    return name.endsWith("0") || name.endsWith("5");
  }

  private static void write(DynamoDbClient client, String name) {
    for (int i = 0; i < 3; i++) {
      var item = Map.of("pk", s(name), "sk", n(i), "number", n(i), "other", n(-i));
      client.putItem(request -> request.tableName(name).item(item));
    }
    TableDescription table = client.describeTable(request -> request.tableName(name)).table();
    assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(
            client
                .query(
                    request ->
                        request
                            .tableName(name)
                            .keyConditionExpression("pk = :pk")
                            .expressionAttributeValues(Map.of(":pk", s(name))))
                .count())
        .isEqualTo(3);
  }

  private static void delete(DynamoDbClient client, String name) {
    client.deleteTable(request -> request.tableName(name));
  }

  private static List<String> list(DynamoDbClient client) {
    List<String> names = new ArrayList<>();
    client
        .listTablesPaginator(request -> request.limit(PAGE))
        .forEach(
            page -> {
              assertThat(page.tableNames().size()).isLessThanOrEqualTo(PAGE);
              names.addAll(page.tableNames());
            });
    return names;
  }

  private boolean nothingIsLeft(Footprint before, ServerProcess server) {
    Footprint now = Footprint.of(server, data);
    return now.diskBytes() - before.diskBytes() < MAX_LEFT_BYTES
        && now.descriptors() - before.descriptors() < MAX_LEFT_DESCRIPTORS
        && now.maps() - before.maps() < MAX_LEFT_MAPS;
  }

  private static void forEachTable(Consumer<String> action) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      names.add("table-%03d".formatted(i));
    }
    inParallel(names, action);
  }

  private static void inParallel(List<String> names, Consumer<String> action) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (String name : names) {
        running.add(threads.submit(() -> action.accept(name)));
      }
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
  }
}
