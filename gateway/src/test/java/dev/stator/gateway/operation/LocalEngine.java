package dev.stator.gateway.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * An engine in memory with operations in front of it, but no HTTP: one thread is the event loop.
 */
final class LocalEngine implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 20;

  private final Engine engine = Engine.open(EngineConfig.inMemory());
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Session session = engine.openSession(loop);

  /** Creates a table on demand and waits until it serves. */
  void createTable(String name, TableSchema schema) throws Exception {
    var capacity =
        new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0);
    engine
        .createTable(
            new TableDefinition(
                name,
                UUID.randomUUID().toString(),
                0,
                TableStatus.CREATING,
                schema,
                capacity,
                TableOptions.DEFAULT))
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    await(() -> status(name) == TableStatus.ACTIVE);
  }

  /** The body of the answer; of an error its name and message, then its other members if any. */
  String call(String operation, String json) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Structure request = Requests.read(operation, json);
    loop.execute(
        () -> {
          DirectExchange exchange = new DirectExchange(answer);
          exchange.run(() -> operation(operation).handle(request, exchange));
        });
    return answer.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join().replace('"', '\'');
  }

  /** Waits for what happens soon, such as an index that catches up. */
  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    engine.close();
    loop.shutdownNow();
  }

  private TableStatus status(String name) {
    Table table = engine.table(name);
    return table == null ? TableStatus.CREATING : table.definition().status();
  }

  private static Operation operation(String name) {
    return Operations.all().stream()
        .filter(operation -> operation.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private final class DirectExchange implements Exchange {
    private final CompletableFuture<String> answer;
    private final ResponseBuffer body = new ResponseBuffer();

    DirectExchange(CompletableFuture<String> answer) {
      this.answer = answer;
    }

    @Override
    public Engine engine() {
      return engine;
    }

    @Override
    public Session session() {
      return session;
    }

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public String host() {
      return "localhost:8000";
    }

    @Override
    public ResponseBuffer body() {
      return body;
    }

    @Override
    public void ok() {
      answer.complete(new String(body.array(), 0, body.length(), UTF_8));
    }

    @Override
    public void fail(ErrorCode code, String message) {
      answer.complete(code.wireName() + ": " + message);
    }

    @Override
    public void fail(ErrorCode code, String message, Consumer<JsonGenerator> members) {
      body.reset();
      try (JsonGenerator json = body.openGenerator()) {
        json.writeStartObject();
        members.accept(json);
        json.writeEndObject();
      }
      answer.complete(
          code.wireName()
              + ": "
              + message
              + " "
              + new String(body.array(), 0, body.length(), UTF_8));
    }

    @Override
    public void run(Runnable step) {
      try {
        step.run();
      } catch (RequestException refusal) {
        fail(refusal);
      } catch (RuntimeException | Error failure) {
        answer.completeExceptionally(failure);
      }
    }

    @Override
    public void execute(Runnable step) {
      loop.execute(() -> run(step));
    }

    @Override
    public <T> void await(CompletionStage<T> stage, Consumer<? super T> then) {
      stage.thenAccept(result -> execute(() -> then.accept(result)));
    }
  }
}
