package dev.stator.jmh;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.PageRequest;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.QueryRequest;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.Table;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.Projection;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.TimeToLive;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.core.throughput.ThroughputMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * The whole engine in memory without HTTP and JSON: requests of a session to a worker and back. 64
 * at a time, as of many connections; {@link #getAlone} and {@link #putAlone} are one at a time,
 * which is the hand-off to another thread and back.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the methods that set up
public class SessionBenchmark {
  private static final String TABLE = "things";
  private static final int TOGETHER = 64;
  private static final int PARTITION_KEYS = 100;
  private static final int ITEMS_PER_KEY = 100;
  private static final int PAGES_TOGETHER = 4;

  /** More units per second than can be used. */
  private static final long UNITS = 1_000_000_000;

  @Param({"100", "1024", "10240"})
  public int itemLength = 100;

  /**
   * What admission has to see to: nothing (off), an on-demand table (onDemand), or one with more
   * than the benchmark uses (provisioned). To compare them, name several with {@code -p}.
   */
  @Param("onDemand")
  public String throughput = "onDemand";

  /** Other tables that nobody uses, each with two global indexes and time to live. */
  @Param("0")
  public int idleTables;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private Engine engine;
  private Session session;
  private final List<Slice> items = new ArrayList<>();
  private final List<Slice> keys = new ArrayList<>();
  private final List<KeyCondition> conditions = new ArrayList<>();
  private final ReplyHandler handler = this::onReply;
  private final List<PutRequest> puts = new ArrayList<>();
  private final List<GetRequest> gets = new ArrayList<>();
  private final List<QueryRequest> queries = new ArrayList<>();
  private int waiting;
  private int next;
  private long bytes;

  @Setup
  public void fill() {
    engine = Engine.open(EngineConfig.inMemory().withThroughput(config()));
    session = engine.openSession(tasks::add);
    engine.createTable(definition(TABLE, List.of())).join();
    Table table = awaitActive(TABLE);
    for (int i = 0; i < idleTables; i++) {
      makeIdleTable("idle" + i);
    }
    for (int key = 0; key < PARTITION_KEYS; key++) {
      for (int sort = 0; sort < ITEMS_PER_KEY; sort++) {
        items.add(item(key, sort, itemLength));
        keys.add(item(key, sort, 0));
      }
      conditions.add(new KeyCondition(List.of(text("customer#" + key)), List.of(), null));
    }
    for (Slice item : items) {
      int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
      puts.add(new PutRequest(table, item, size, null, Images.NONE));
    }
    keys.forEach(key -> gets.add(new GetRequest(table, key, null)));
    PageRequest page = new PageRequest(Integer.MAX_VALUE, null, null, null, false, false);
    conditions.forEach(
        condition -> queries.add(new QueryRequest(table, null, condition, true, page)));
    for (int i = 0; i < items.size(); i += TOGETHER) {
      put();
    }
  }

  @TearDown
  public void close() {
    engine.close();
  }

  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public long put() {
    for (int i = 0; i < TOGETHER; i++) {
      startPut();
    }
    return await();
  }

  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public long get() {
    for (int i = 0; i < TOGETHER; i++) {
      startGet();
    }
    return await();
  }

  @Benchmark
  public long putAlone() {
    startPut();
    return await();
  }

  @Benchmark
  public long getAlone() {
    startGet();
    return await();
  }

  /** One item of a page of 100. */
  @Benchmark
  @OperationsPerInvocation(PAGES_TOGETHER * ITEMS_PER_KEY)
  public long query() {
    for (int i = 0; i < PAGES_TOGETHER; i++) {
      waiting++;
      next = next + 1 == queries.size() ? 0 : next + 1;
      session.query(queries.get(next % queries.size()), handler);
    }
    return await();
  }

  private void startPut() {
    waiting++;
    next = next + 1 >= puts.size() ? 0 : next + 1;
    session.put(puts.get(next), handler);
  }

  private void startGet() {
    waiting++;
    next = next + 1 >= gets.size() ? 0 : next + 1;
    session.get(gets.get(next), handler);
  }

  private long await() {
    while (waiting > 0) {
      Runnable task = tasks.poll();
      if (task == null) {
        Thread.onSpinWait();
      } else {
        task.run();
      }
    }
    return bytes;
  }

  private void onReply(Reply reply) {
    if (reply.error() != null) {
      throw new IllegalStateException(reply.error() + " " + reply.message());
    }
    waiting--;
    bytes += reply.pageLength();
  }

  private void makeIdleTable(String name) {
    engine.createTable(definition(name, List.of(index("one"), index("two")))).join();
    awaitActive(name);
    TimeToLive expiry = new TimeToLive("expires", 0);
    engine.changeOptions(name, options -> options.withTimeToLive(expiry)).join();
  }

  private static GlobalIndex index(String name) {
    return new GlobalIndex(
        name,
        SampleItem.KEYS,
        Projection.EVERYTHING,
        IndexStatus.ACTIVE,
        false,
        Throughput.ZERO,
        null,
        null);
  }

  private Table awaitActive(String name) {
    while (true) {
      Table table = engine.table(name);
      if (table != null && table.definition().status() == TableStatus.ACTIVE) {
        return table;
      }
      Thread.onSpinWait();
    }
  }

  private ThroughputConfig config() {
    ThroughputConfig config = ThroughputConfig.standard().withPartitionLimits(UNITS, UNITS);
    return throughput.equals("off") ? config.withMode(ThroughputMode.OFF) : config;
  }

  private TableDefinition definition(String name, List<GlobalIndex> indexes) {
    boolean provisioned = throughput.equals("provisioned");
    return new TableDefinition(
        name,
        name + "-id",
        1,
        TableStatus.CREATING,
        new TableSchema(
            SampleItem.KEYS,
            List.of(SampleItem.KEYS.hash().getFirst(), SampleItem.KEYS.range().getFirst()),
            List.of(),
            indexes),
        new TableCapacity(
            provisioned ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST,
            provisioned ? new Throughput(UNITS, UNITS) : Throughput.ZERO,
            null,
            null,
            0,
            0,
            0,
            0),
        TableOptions.DEFAULT);
  }

  private static Slice item(int key, int sort, int length) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(length + 64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("pk");
    writer.string("customer#" + key);
    writer.name("sk");
    writer.number(Integer.toString(sort));
    if (length > 0) {
      writer.name("data");
      writer.string("v".repeat(length));
    }
    return new Slice(new UnsafeBuffer(buffer, 0, writer.position()), 0, writer.position());
  }

  private static Slice text(String text) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.string(text);
    return new Slice(buffer, 0, writer.position());
  }
}
