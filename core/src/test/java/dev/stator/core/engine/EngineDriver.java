package dev.stator.core.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Update;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.TimeToLive;
import dev.stator.core.number.DecimalCodec;
import dev.stator.core.partition.ChangeKind;
import dev.stator.core.partition.ChangeView;
import dev.stator.core.partition.Reply;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An engine with one session on a thread of its own, driven by blocking calls; items have the
 * string attributes pk, sk, g (the key of the global index "by-g"), l (of the local index "by-l")
 * and v.
 */
public final class EngineDriver implements AutoCloseable {
  public static final String TABLE = "things";

  private static final KeyAttribute PK = new KeyAttribute("pk", ScalarType.S);
  private static final KeyAttribute SK = new KeyAttribute("sk", ScalarType.S);
  private static final KeyAttribute G = new KeyAttribute("g", ScalarType.S);
  private static final KeyAttribute L = new KeyAttribute("l", ScalarType.S);
  private static final long TIMEOUT_S = 60;

  /** Between two looks, so that whom it waits for has the processor. */
  private static final long PAUSE_NS = 100_000;

  private final Engine engine;
  private final ExecutorService loop;
  private final Session session;
  private final List<EngineDriver> others = new ArrayList<>();

  public EngineDriver(EngineConfig config) {
    this(Engine.open(config));
  }

  private EngineDriver(Engine engine) {
    this.engine = engine;
    this.loop = Executors.newSingleThreadExecutor();
    this.session = engine.openSession(loop);
  }

  /** A driver of the same engine with a session and a thread of its own; is closed with this. */
  EngineDriver another() {
    EngineDriver other = new EngineDriver(engine);
    others.add(other);
    return other;
  }

  public Engine engine() {
    return engine;
  }

  /** Creates the table and waits until it is active. */
  public void createTable() {
    engine.createTable(definition(true)).join();
    awaitActive();
  }

  public static TableDefinition definition(boolean withGlobalIndex) {
    return definition(TABLE, withGlobalIndex);
  }

  /** A table with the indexes of {@link #definition}, to be filled from elsewhere. */
  static TableDefinition restored(String name, RestoredFrom from) {
    TableDefinition like = definition(name, true);
    return new TableDefinition(
        name,
        "id of " + name,
        1,
        TableStatus.CREATING,
        like.schema(),
        like.capacity(),
        like.options(),
        from);
  }

  public static TableDefinition definition(String name, boolean withGlobalIndex) {
    KeySchema keys = new KeySchema(List.of(PK), List.of(SK));
    LocalIndex local =
        new LocalIndex("by-l", new KeySchema(List.of(PK), List.of(L)), Projection.EVERYTHING);
    return new TableDefinition(
        name,
        "id",
        1,
        TableStatus.CREATING,
        new TableSchema(
            keys,
            List.of(PK, SK, G, L),
            List.of(local),
            withGlobalIndex ? List.of(globalIndex(IndexStatus.ACTIVE)) : List.of()),
        new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
        TableOptions.DEFAULT);
  }

  public static GlobalIndex globalIndex(IndexStatus status) {
    return new GlobalIndex(
        "by-g",
        new KeySchema(List.of(G), List.of()),
        Projection.EVERYTHING,
        status,
        status == IndexStatus.CREATING,
        Throughput.ZERO,
        null,
        null);
  }

  public void awaitActive() {
    awaitActive(TABLE);
  }

  public void awaitActive(String name) {
    try {
      await(
          () -> {
            Table table = engine.table(name);
            return table != null && table.definition().status() == TableStatus.ACTIVE;
          });
    } catch (AssertionError e) {
      throw new AssertionError("not active: " + table(name).definition(), e);
    }
  }

  /** Waits until the condition holds. */
  public static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + TIMEOUT_S + " s");
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  public void put(String pk, String sk, @Nullable String g, @Nullable String l, String v) {
    putAsync(item(pk, sk, g, l, v)).join();
  }

  public CompletableFuture<Boolean> putAsync(Slice item) {
    return put(TABLE, item, null, () -> {});
  }

  /**
   * Puts an item; true when the condition held.
   *
   * @param acknowledged runs on the thread of the session when the write is acknowledged
   */
  public CompletableFuture<Boolean> put(
      String table, Slice item, @Nullable Condition condition, Runnable acknowledged) {
    int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
    return run(
        done ->
            session.put(
                new PutRequest(table(table), item, size, condition, Images.NONE),
                reply -> completeWrite(reply, done, acknowledged)));
  }

  /** Puts items in one transaction. */
  public CompletableFuture<Boolean> transact(List<Slice> items) {
    List<WriteRequest> writes = new ArrayList<>();
    for (Slice item : items) {
      int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
      writes.add(new PutRequest(table(TABLE), item, size, null, Images.NONE));
    }
    return run(
        done ->
            session.transactWrite(
                new TransactionRequest(writes, null), reply -> complete(reply, done, r -> true)));
  }

  /** Updates the item with this key, as {@link #put}. */
  public CompletableFuture<Boolean> update(
      String table, Slice key, Update update, Runnable acknowledged) {
    return run(
        done ->
            session.update(
                new UpdateRequest(table(table), key, update, null, Images.NONE),
                reply -> completeWrite(reply, done, acknowledged)));
  }

  /** Deletes the item with this key, as {@link #put}. */
  public CompletableFuture<Boolean> delete(String table, Slice key, Runnable acknowledged) {
    return run(
        done ->
            session.delete(
                new DeleteRequest(table(table), key, null, Images.NONE),
                reply -> completeWrite(reply, done, acknowledged)));
  }

  public void delete(String pk, String sk) {
    delete(TABLE, key(pk, sk), () -> {}).join();
  }

  private static void completeWrite(
      Reply reply, CompletableFuture<Boolean> done, Runnable acknowledged) {
    if (reply.error() == ErrorCode.CONDITIONAL_CHECK_FAILED) {
      done.complete(false);
      return;
    }
    if (reply.error() == null) {
      acknowledged.run();
    }
    complete(reply, done, r -> true);
  }

  /** A change as a stream tells it; items as {@link #scan} shows them, null for none. */
  public record Change(
      ChangeKind kind, String key, @Nullable String before, @Nullable String after) {}

  /**
   * A page of changes.
   *
   * @param position where the next page begins
   */
  public record Changes(List<Change> changes, long position) {}

  public Changes changes(ChangesRequest request) {
    return this.<Changes>run(
            done -> session.changes(request, reply -> complete(reply, done, EngineDriver::changes)))
        .join();
  }

  private static Changes changes(Reply reply) {
    List<Change> changes = new ArrayList<>();
    ChangeView view = new ChangeView(reply);
    while (view.next()) {
      Slice before = view.oldImage();
      Slice after = view.newImage();
      changes.add(
          new Change(
              view.kind(),
              string(view.key(), "pk") + "/" + string(view.key(), "sk"),
              before == null ? null : text(before),
              after == null ? null : text(after)));
    }
    return new Changes(changes, reply.position());
  }

  /** The value of v, null when there is no such item. */
  public @Nullable String get(String pk, String sk) {
    return getAsync(key(pk, sk)).join();
  }

  /** The value of v, null when there is no such item. */
  public CompletableFuture<@Nullable String> getAsync(Slice key) {
    return this.<String>run(
            done ->
                session.get(
                    new GetRequest(table(TABLE), key, null),
                    reply -> {
                      Slice found = reply.item();
                      complete(reply, done, r -> found == null ? "" : string(found, "v"));
                    }))
        .thenApply(value -> value.isEmpty() ? null : value);
  }

  /**
   * Everything in the table (null) or an index, in its order, as "pk/sk/g/l/v" or "pk/sk/g/l/v/n".
   */
  public List<String> scan(@Nullable String index) {
    return scan(TABLE, index);
  }

  public List<String> scan(String table, @Nullable String index) {
    List<String> all = new ArrayList<>();
    Slice start = null;
    do {
      Slice from = start;
      Page page =
          this.<Page>run(
                  done ->
                      session.scan(
                          new ScanRequest(
                              table(table),
                              index,
                              0,
                              1,
                              new PageRequest(7, from, null, null, false, false)),
                          reply -> complete(reply, done, EngineDriver::page)))
              .join();
      all.addAll(page.items);
      start = page.lastKey;
    } while (start != null);
    return all;
  }

  private record Page(List<String> items, @Nullable Slice lastKey) {}

  private static Page page(Reply reply) {
    List<String> items = new ArrayList<>();
    int position = 0;
    while (position < reply.pageLength()) {
      int length = reply.buffer().getInt(position, LITTLE_ENDIAN);
      Slice item = new Slice(reply.buffer(), position + Integer.BYTES, length);
      items.add(text(item));
      position += Integer.BYTES + length;
    }
    Slice last = reply.lastKey();
    return new Page(items, last == null ? null : last.copy());
  }

  /** The item as "pk/sk/g/l/v", or "pk/sk/g/l/v/n" when it has an n. */
  static String text(Slice item) {
    String text =
        String.join(
            "/",
            string(item, "pk"),
            string(item, "sk"),
            string(item, "g"),
            string(item, "l"),
            string(item, "v"));
    int n = ItemScanner.find(item.buffer(), item.offset(), item.length(), "n");
    return n < 0
        ? text
        : text
            + "/"
            + DecimalCodec.decode(item.buffer(), ValueScanner.payloadOffset(item.buffer(), n))
                .toPlainString();
  }

  public static String string(Slice item, String name) {
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), name);
    if (value < 0) {
      return "-";
    }
    byte[] bytes = new byte[ValueScanner.payloadLength(item.buffer(), value)];
    item.buffer().getBytes(ValueScanner.payloadOffset(item.buffer(), value), bytes);
    return new String(bytes, UTF_8);
  }

  public static Slice key(String pk, String sk) {
    return item(pk, sk, null, null, null);
  }

  public static Slice item(
      String pk, String sk, @Nullable String g, @Nullable String l, @Nullable String v) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    string(writer, "pk", pk);
    string(writer, "sk", sk);
    string(writer, "g", g);
    string(writer, "l", l);
    string(writer, "v", v);
    return new Slice(buffer, 0, writer.position());
  }

  /** An item with a number n. */
  public static Slice item(String pk, String sk, @Nullable String g, @Nullable String l, long n) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    string(writer, "pk", pk);
    string(writer, "sk", sk);
    string(writer, "g", g);
    string(writer, "l", l);
    writer.name("n");
    writer.number(BigDecimal.valueOf(n));
    return new Slice(buffer, 0, writer.position());
  }

  /** Lets the items of the table expire by their number n, or not. */
  public void expire(boolean on) {
    TimeToLive expiry = new TimeToLive(on ? "n" : null, 0);
    engine.changeOptions(TABLE, options -> options.withTimeToLive(expiry)).join();
  }

  private static void string(ItemWriter writer, String name, @Nullable String value) {
    if (value != null) {
      writer.name(name);
      writer.string(value);
    }
  }

  /** Takes a backup of the table, and waits until it is available. */
  public Backup backUp() {
    Backup begun = engine.backUp(TABLE, "nightly").join();
    await(() -> isAvailable(begun.id()));
    return begun;
  }

  /** Whether there is such a backup that can be restored. */
  public boolean isAvailable(String backup) {
    Backup found = engine.backups().get(backup);
    return found != null && found.available();
  }

  /** The table as it is now. */
  public Table table(String name) {
    Table table = engine.table(name);
    if (table == null) {
      throw new AssertionError("no table " + name);
    }
    return table;
  }

  private <T> CompletableFuture<T> run(Consumer<CompletableFuture<T>> request) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            request.accept(done);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done.orTimeout(TIMEOUT_S, TimeUnit.SECONDS);
  }

  private static <T> void complete(
      Reply reply, CompletableFuture<T> done, Function<Reply, T> value) {
    ErrorCode error = reply.error();
    if (error == null) {
      done.complete(value.apply(reply));
    } else {
      done.completeExceptionally(new RequestException(error, reply.message()));
    }
  }

  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      others.forEach(other -> other.loop.shutdown());
      loop.shutdown();
    }
  }
}
