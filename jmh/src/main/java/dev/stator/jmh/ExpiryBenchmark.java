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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast one worker removes items that have all expired when they begin to, and what reads and
 * writes of the same worker notice of it. Items have 100 bytes and a bit.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the methods that set up
public class ExpiryBenchmark {
  private static final String TABLE = "things";
  private static final String ATTRIBUTE = "expires";
  private static final String PAYLOAD = "v".repeat(100);
  private static final int EXPIRED = 100_000;
  private static final int TOGETHER = 64;

  @Param({"sync", "memory"})
  public String durability = "sync";

  /** Whether items expire while {@link #get} and {@link #put} are measured. */
  @Param({"true", "false"})
  public boolean expiring = true;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private Path data = Path.of("");
  private Engine engine;
  private Session session;
  private Table table;
  private int waiting;
  private int tables;

  @Setup
  public void open() throws IOException {
    data = Files.createTempDirectory("stator-expiry");
    EngineConfig config =
        durability.equals("memory") ? EngineConfig.inMemory() : EngineConfig.at(data);
    engine = Engine.open(config.withWorkers(1));
    session = engine.openSession(tasks::add);
  }

  /** A new table full of expired items, and one that stays. */
  @Setup(Level.Iteration)
  public void fill() {
    String name = TABLE + tables++;
    engine.createTable(definition(name)).join();
    table = awaitActive(name);
    long second = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) - 10;
    for (int i = 0; i < EXPIRED; i += TOGETHER) {
      for (int j = 0; j < TOGETHER; j++) {
        put(i + j, second);
      }
      await();
    }
    put(-1, second + 1_000_000);
    await();
  }

  @TearDown
  public void close() {
    engine.close();
    new DiskFileStore().deleteTree(data);
  }

  /** Removes all expired items; the time of one. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 5)
  @Measurement(iterations = 10)
  @OperationsPerInvocation(EXPIRED)
  public long sweep() {
    startExpiry();
    while (table.itemCount() > 1) {
      Thread.onSpinWait();
    }
    return table.itemCount();
  }

  /** One read after the other while items expire, or not. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @Warmup(iterations = 3, time = 1)
  @Measurement(iterations = 5, time = 1)
  public void get(Start start) {
    waiting++;
    session.get(new GetRequest(table, item(-1, 0), null), this::onReply);
    await();
  }

  /** One write after the other while items expire, or not. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @Warmup(iterations = 3, time = 1)
  @Measurement(iterations = 5, time = 1)
  public void put(Start start) {
    put(-1, Integer.MAX_VALUE * 2L);
    await();
  }

  /** Begins the expiry before an iteration of what is measured beside it. */
  @State(Scope.Thread)
  public static class Start {
    @Setup(Level.Iteration)
    public void begin(ExpiryBenchmark benchmark) {
      if (benchmark.expiring) {
        benchmark.startExpiry();
      }
    }

    /** Says how many items were left, so that one sees whether they expired all the time. */
    @TearDown(Level.Iteration)
    public void end(ExpiryBenchmark benchmark) {
      System.out.print("(" + benchmark.table.itemCount() + " items left) ");
    }
  }

  private void startExpiry() {
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
}
