package dev.stator.gateway.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Session;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.ApiModel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Requests from text with single quotes, and what operations say of them before any table. */
final class Requests {
  /** What {@link #refusal} gives for a request that is fine as far as it is known. */
  static final String ACCEPTED = "looks for its table";

  private static final ApiModel MODEL = ApiModel.load();
  private static final List<Operation> OPERATIONS = Operations.all();

  private Requests() {}

  static Structure read(String operation, String json) {
    byte[] body = json.replace('\'', '"').getBytes(UTF_8);
    var found = Objects.requireNonNull(MODEL.operation(operation), operation);
    return new RequestReader().read(found.input(), body, 0, body.length);
  }

  static AttributeMap attributes(String json) {
    return Objects.requireNonNull(read("PutItem", "{'Item':" + json + "}").attributes("Item"));
  }

  static Slice item(String json) {
    return attributes(json).item();
  }

  /** The message with which the operation refuses the request before it looks for the table. */
  static String refusal(String operation, String json) {
    for (Operation candidate : OPERATIONS) {
      if (candidate.name().equals(operation)) {
        try {
          candidate.handle(read(operation, json), new NoTables());
        } catch (RequestException refusal) {
          return refusal.getMessage();
        }
      }
    }
    throw new AssertionError(operation + " did nothing");
  }

  static KeySchema schema(String hash, @Nullable String range) {
    return new KeySchema(
        List.of(new KeyAttribute(hash, ScalarType.S)),
        range == null ? List.of() : List.of(new KeyAttribute(range, ScalarType.S)));
  }

  /** An exchange where every look at the engine ends the request. */
  private static final class NoTables implements Exchange {
    @Override
    public Engine engine() {
      throw RequestException.validation(ACCEPTED);
    }

    @Override
    public Session session() {
      throw new AssertionError("no table, no session");
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
      return new ResponseBuffer();
    }

    @Override
    public void ok() {
      throw new AssertionError("answered without a table");
    }

    @Override
    public void fail(ErrorCode code, String message) {
      throw new AssertionError(code + ": " + message);
    }

    @Override
    public void fail(ErrorCode code, String message, Consumer<JsonGenerator> members) {
      fail(code, message);
    }

    @Override
    public void run(Runnable step) {
      step.run();
    }

    @Override
    public void execute(Runnable step) {
      throw new AssertionError("nothing is asynchronous before the table is known");
    }

    @Override
    public <T> void await(CompletionStage<T> stage, Consumer<? super T> then) {
      throw new AssertionError("nothing is asynchronous before the table is known");
    }
  }
}
