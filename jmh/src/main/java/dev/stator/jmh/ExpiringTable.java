package dev.stator.jmh;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.Table;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.TimeToLive;
import dev.stator.core.partition.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;

/**
 * A table of one worker full of items that have all expired, and one item that stays. Items have
 * 100 bytes and a bit. Time to live is off until {@link #startExpiry}.
 */
final class ExpiringTable implements AutoCloseable {
  static final int EXPIRED = 100_000;

  private static final String TABLE = "things";
  private static final String ATTRIBUTE = "expires";
  private static final String PAYLOAD = "v".repeat(100);
  private static final int TOGETHER = 50;
  private static final int STAYING = -1;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Path data;
  private final Engine engine;
  private final Session session;
  private final Table table;
  private int waiting;

  /**
   * @param durability sync or memory
   */
  ExpiringTable(String durability) throws IOException {
    data = Files.createTempDirectory("stator-expiry");
    EngineConfig config =
        durability.equals("memory") ? EngineConfig.inMemory() : EngineConfig.at(data);
    engine = Engine.open(config.withWorkers(1));
    session = engine.openSession(tasks::add);
    engine.createTable(definition(TABLE)).join();
    table = awaitActive(TABLE);
    long second = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) - 10;
    for (int i = 0; i < EXPIRED; i += TOGETHER) {
      for (int k = 0; k < TOGETHER; k++) {
        put(i + k, second);
      }
      await();
    }
    put();
  }

  /** Items that are still there and have expired. */
  long left() {
    return table.itemCount() - 1;
  }

  /** Reads the item that stays. */
  void get() {
    waiting++;
    session.get(new GetRequest(table, item(STAYING, 0), null), this::onReply);
    await();
  }

  /** Writes the item that stays. */
  void put() {
    put(STAYING, Integer.MAX_VALUE * 2L);
    await();
  }

  /** Lets items expire from now on. */
  void startExpiry() {
    TimeToLive expiry = new TimeToLive(ATTRIBUTE, 0);
    engine
        .changeOptions(table.definition().name(), options -> options.withTimeToLive(expiry))
        .join();
  }

  private void put(int key, long expires) {
    waiting++;
    Slice item = item(key, expires);
    int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
    session.put(new PutRequest(table, item, size, null, Images.NONE), this::onReply);
  }

  private void await() {
    while (waiting > 0) {
      Runnable task = tasks.poll();
      if (task == null) {
        Thread.onSpinWait();
      } else {
        task.run();
      }
    }
  }

  private void onReply(Reply reply) {
    if (reply.error() != null) {
      throw new IllegalStateException(reply.error() + " " + reply.message());
    }
    waiting--;
  }

  private Table awaitActive(String name) {
    while (true) {
      Table found = engine.table(name);
      if (found != null && found.definition().status() == TableStatus.ACTIVE) {
        return found;
      }
      Thread.onSpinWait();
    }
  }

  private static TableDefinition definition(String name) {
    return new TableDefinition(
        name,
        "id",
        1,
        TableStatus.CREATING,
        new TableSchema(
            SampleItem.KEYS,
            List.of(SampleItem.KEYS.hash().getFirst(), SampleItem.KEYS.range().getFirst()),
            List.of(),
            List.of()),
        new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
        TableOptions.DEFAULT);
  }

  /** An item, or its key alone when it expires never (0). */
  private static Slice item(int key, long expires) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("pk");
    writer.string("customer#" + key);
    writer.name("sk");
    writer.number("1");
    if (expires > 0) {
      writer.name("data");
      writer.string(PAYLOAD);
      writer.name(ATTRIBUTE);
      writer.number(Long.toString(expires));
    }
    return new Slice(buffer, 0, writer.position());
  }

  @Override
  public void close() {
    engine.close();
    new DiskFileStore().deleteTree(data);
  }
}
