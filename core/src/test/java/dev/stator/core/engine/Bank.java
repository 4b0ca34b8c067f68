package dev.stator.core.engine;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.number.DecimalCodec;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Accounts in a table of an engine, driven by blocking calls on a session of its own; several may
 * share an engine. Account {@code n} has the key "a" + n and a number "balance".
 */
final class Bank implements AutoCloseable {
  private static final KeyAttribute ID = new KeyAttribute("id", ScalarType.S);
  private static final long TIMEOUT_S = 20;

  private final Engine engine;
  private final String name;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Session session;

  Bank(Engine engine) {
    this(engine, "accounts");
  }

  Bank(Engine engine, String name) {
    this.name = name;
    this.engine = engine;
    this.session = engine.openSession(loop);
  }

  /** Creates the table and so many accounts with 100 each. */
  void found(int accounts) {
    createTable();
    for (int account = 0; account < accounts; account++) {
      put(account, 100);
    }
  }

  void createTable() {
    engine
        .createTable(
            new TableDefinition(
                name,
                "id",
                1,
                TableStatus.CREATING,
                new TableSchema(
                    new KeySchema(List.of(ID), List.of()), List.of(ID), List.of(), List.of()),
                new TableCapacity(
                    BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
                TableOptions.DEFAULT))
        .join();
    EngineDriver.await(() -> table().definition().status() == TableStatus.ACTIVE);
  }

  Table table() {
    Table table = engine.table(name);
    if (table == null) {
      throw new AssertionError("no table");
    }
    return table;
  }

  void put(int account, int balance) {
    Slice item = item(account, balance);
    PutRequest put = new PutRequest(table(), item, size(item), null, Images.NONE);
    run(put, Session::put, reply -> true);
  }

  /** The balance, -1 when there is no such account. */
  int balance(int account) {
    GetRequest get = new GetRequest(table(), key(account), null);
    return run(get, Session::get, reply -> balanceOf(reply.item()));
  }

  /** Moves money, if the first account has enough; the outcome of the whole. */
  Outcome transfer(int from, int to, int amount) {
    return write(null, withdraw(from, amount), deposit(to, amount));
  }

  WriteRequest withdraw(int account, int amount) {
    Placeholders values = new Placeholders(null, amount(amount));
    return new UpdateRequest(
        table(),
        key(account),
        ExpressionParser.update("SET balance = balance - :amount", values),
        ExpressionParser.condition("balance >= :amount", values),
        Images.ON_FAILURE);
  }

  WriteRequest deposit(int account, int amount) {
    Placeholders values = new Placeholders(null, amount(amount));
    return new UpdateRequest(
        table(),
        key(account),
        ExpressionParser.update("SET balance = balance + :amount", values),
        null,
        Images.NONE);
  }

  WriteRequest open(int account, int balance) {
    Slice item = item(account, balance);
    return new PutRequest(
        table(),
        item,
        size(item),
        ExpressionParser.condition("attribute_not_exists(id)", new Placeholders(null, null)),
        Images.ON_FAILURE);
  }

  WriteRequest require(int account, String condition) {
    return new CheckRequest(
        table(),
        key(account),
        ExpressionParser.condition(condition, new Placeholders(null, null)),
        Images.NONE);
  }

  WriteRequest close(int account) {
    return new DeleteRequest(table(), key(account), null, Images.NONE);
  }

  /** What became of a transaction: its error and those of its parts; null for none. */
  record Outcome(@Nullable ErrorCode error, List<@Nullable ErrorCode> parts, boolean replayed) {
    boolean isDone() {
      return error == null;
    }

    /** Whether it certainly changed nothing. */
    boolean isRefused() {
      return error != null && error != ErrorCode.INTERNAL_SERVER_ERROR;
    }
  }

  Outcome write(@Nullable String token, WriteRequest... writes) {
    return await(writeAsync(token, writes));
  }

  CompletableFuture<Outcome> writeAsync(@Nullable String token, WriteRequest... writes) {
    TransactionRequest request = new TransactionRequest(List.of(writes), token);
    return runAsync(request, Session::transactWrite, Bank::outcome);
  }

  /** The balances as they are at one moment, null when transactions are under way on them. */
  @Nullable List<Integer> read(int... accounts) {
    List<GetRequest> gets = new ArrayList<>();
    for (int account : accounts) {
      gets.add(new GetRequest(table(), key(account), null));
    }
    List<Integer> read =
        run(
            gets,
            Session::transactGet,
            reply -> {
              if (reply.error() == ErrorCode.TRANSACTION_CANCELED) {
                return List.<Integer>of();
              }
              return reply.parts().stream().map(part -> balanceOf(part.item())).toList();
            });
    return read.isEmpty() ? null : read;
  }

  /** Makes a request from the thread of the session. */
  <Q> void send(Q request, Request<Q> how, ReplyHandler handler) {
    loop.execute(() -> how.send(session, request, handler));
  }

  /** A method of a session. */
  @FunctionalInterface
  interface Request<Q> {
    void send(Session session, Q request, ReplyHandler handler);
  }

  private <Q, T> T run(Q request, Request<Q> how, Function<Reply, T> value) {
    return await(
        runAsync(
            request,
            how,
            reply -> {
              ErrorCode error = reply.error();
              if (error != null && error != ErrorCode.TRANSACTION_CANCELED) {
                throw new RequestException(error, reply.message());
              }
              return value.apply(reply);
            }));
  }

  private <Q, T> CompletableFuture<T> runAsync(
      Q request, Request<Q> how, Function<Reply, T> value) {
    CompletableFuture<T> done = new CompletableFuture<>();
    BiConsumer<Session, ReplyHandler> sender = (s, handler) -> how.send(s, request, handler);
    loop.execute(
        () -> {
          try {
            sender.accept(
                session,
                reply -> {
                  try {
                    done.complete(value.apply(reply));
                  } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                  }
                });
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no reply", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  private static Outcome outcome(Reply reply) {
    List<@Nullable ErrorCode> parts = new ArrayList<>();
    reply.parts().forEach(part -> parts.add(part.error()));
    return new Outcome(reply.error(), parts, reply.replayed());
  }

  static Slice key(int account) {
    return item(writer -> id(writer, account));
  }

  static Slice item(int account, int balance) {
    return item(
        writer -> {
          id(writer, account);
          writer.name("balance");
          writer.number(BigDecimal.valueOf(balance));
        });
  }

  private static Slice amount(int amount) {
    return item(
        writer -> {
          writer.name(":amount");
          writer.number(BigDecimal.valueOf(amount));
        });
  }

  private static void id(ItemWriter writer, int account) {
    writer.name("id");
    writer.string("a" + account);
  }

  private static Slice item(java.util.function.Consumer<ItemWriter> attributes) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    attributes.accept(writer);
    return new Slice(buffer, 0, writer.position());
  }

  private static int size(Slice item) {
    return ItemScanner.size(item.buffer(), item.offset(), item.length());
  }

  static int balanceOf(@Nullable Slice item) {
    if (item == null) {
      return -1;
    }
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), "balance");
    return DecimalCodec.decode(item.buffer(), ValueScanner.payloadOffset(item.buffer(), value))
        .intValueExact();
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
