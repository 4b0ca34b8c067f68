package dev.stator.core.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.partition.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An engine with one session on a thread of its own, driven by blocking calls; items have the string
 * attributes pk, sk, g (the key of the global index "by-g"), l (of the local index "by-l") and v.
 */
public final class EngineDriver implements AutoCloseable {
  public static final String TABLE = "things";

  private static final KeyAttribute PK = new KeyAttribute("pk", ScalarType.S);
  private static final KeyAttribute SK = new KeyAttribute("sk", ScalarType.S);
  private static final KeyAttribute G = new KeyAttribute("g", ScalarType.S);
  private static final KeyAttribute L = new KeyAttribute("l", ScalarType.S);
  private static final long TIMEOUT_S = 20;

  private final Engine engine;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Session session;

  public EngineDriver(EngineConfig config) {
    this.engine = Engine.open(config);
    this.session = engine.openSession(loop);
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
    KeySchema keys = new KeySchema(List.of(PK), List.of(SK));
    LocalIndex local =
        new LocalIndex(
            "by-l", new KeySchema(List.of(PK), List.of(L)), Projection.EVERYTHING);
    return new TableDefinition(
        TABLE,
        "id",
        1,
        TableStatus.CREATING,
        new TableSchema(
            keys,
            List.of(PK, SK, G, L),
            List.of(local),
            withGlobalIndex ? List.of(globalIndex(IndexStatus.ACTIVE)) : List.of()),
        new TableCapacity(
            BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
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
    await(
        () -> {
          Table table = engine.table(TABLE);
          return table != null && table.definition().status() == TableStatus.ACTIVE;
        });
  }

  /** Waits until the condition holds. */
  public static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + TIMEOUT_S + " s");
      }
      Thread.onSpinWait();
    }
  }

  public void put(String pk, String sk, @Nullable String g, @Nullable String l, String v) {
    Slice item = item(pk, sk, g, l, v);
    putAsync(item).join();
  }

  public CompletableFuture<Boolean> putAsync(Slice item) {
    int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
    return run(
        done ->
            session.put(
                new PutRequest(table(), item, size, null, Images.NONE),
                reply -> complete(reply, done, r -> true)));
  }

  public void delete(String pk, String sk) {
    Slice key = item(pk, sk, null, null, null);
    this.<Boolean>run(
            done ->
                session.delete(
                    new DeleteRequest(table(), key, null, Images.NONE),
                    reply -> complete(reply, done, r -> true)))
        .join();
  }

  /** The value of v, null when there is no such item. */
  public @Nullable String get(String pk, String sk) {
    Slice key = item(pk, sk, null, null, null);
    return this.<String>run(
            done ->
                session.get(
                    new GetRequest(table(), key, null),
                    reply -> {
                      Slice found = reply.item();
                      complete(reply, done, r -> found == null ? "" : string(found, "v"));
                    }))
        .thenApply(value -> value.isEmpty() ? null : value)
        .join();
  }

  /** Everything in the table (null) or an index, in its order, as "pk/sk/g/l/v". */
  public List<String> scan(@Nullable String index) {
    List<String> all = new ArrayList<>();
    Slice start = null;
    do {
      Slice from = start;
      Page page =
          this.<Page>run(
                  done ->
                      session.scan(
                          new ScanRequest(
                              table(),
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
      items.add(
          String.join(
              "/",
              string(item, "pk"),
              string(item, "sk"),
              string(item, "g"),
              string(item, "l"),
              string(item, "v")));
      position += Integer.BYTES + length;
    }
    Slice last = reply.lastKey();
    return new Page(items, last == null ? null : last.copy());
  }

  public static String string(Slice item, String name) {
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), name);
    if (value < 0) {
      return "-";
    }
    int length = dev.stator.core.codec.ValueScanner.payloadLength(item.buffer(), value);
    byte[] bytes = new byte[length];
    item.buffer()
        .getBytes(
            dev.stator.core.codec.ValueScanner.payloadOffset(item.buffer(), value), bytes);
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
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

  private static void string(ItemWriter writer, String name, @Nullable String value) {
    if (value != null) {
      writer.name(name);
      writer.string(value);
    }
  }

  private Table table() {
    Table table = engine.table(TABLE);
    if (table == null) {
      throw new AssertionError("no table");
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
    engine.close();
    loop.shutdown();
  }
}
