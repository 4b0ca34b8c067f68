package dev.stator.gateway.table;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Table;
import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A table or a stream, which may have a policy. */
sealed interface PolicyHolder {
  /**
   * What the ResourceArn of a request names.
   *
   * @throws RequestException if it names something else, or there is none
   */
  static PolicyHolder of(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    String arn = request.requiredString("ResourceArn");
    Arns.StreamName name = Arns.streamName(arn);
    return name == null
        ? OfTable.named(TaggedTable.of(request).name(), exchange.engine())
        : OfStream.named(name, arn, exchange.engine());
  }

  /** What it is and how it is called, in messages. */
  String description();

  @Nullable ResourcePolicy policy();

  /**
   * The policy that a document is for it.
   *
   * @throws RequestException when the document is wrong or not understood
   */
  ResourcePolicy read(String document);

  /** Changes the policy; gives it as it is then, in its holder. */
  CompletionStage<PolicyHolder> change(Engine engine, PolicyChange change);

  /** Makes another policy, or none, of the present one, if there is one. */
  interface PolicyChange {
    @Nullable ResourcePolicy apply(@Nullable ResourcePolicy present);
  }

  /** A table with its indexes. */
  record OfTable(String name, @Nullable ResourcePolicy policy) implements PolicyHolder {
    static OfTable named(String name, Engine engine) {
      Table table = engine.table(name);
      if (table == null) {
        throw Refusals.tableNotFound(name);
      }
      return of(table);
    }

    private static OfTable of(Table table) {
      return new OfTable(table.definition().name(), table.definition().options().resourcePolicy());
    }

    @Override
    public String description() {
      return "table " + name;
    }

    @Override
    public ResourcePolicy read(String document) {
      return GivenPolicy.ofTable(document);
    }

    @Override
    public CompletionStage<PolicyHolder> change(Engine engine, PolicyChange change) {
      return engine
          .changeOptions(
              name, options -> options.withResourcePolicy(change.apply(options.resourcePolicy())))
          .thenApply(OfTable::of);
    }
  }

  /** A stream that can be read, also one that is disabled or whose table is gone. */
  record OfStream(Arns.StreamName name, @Nullable ResourcePolicy policy) implements PolicyHolder {
    static OfStream named(Arns.StreamName name, String arn, Engine engine) {
      TableStream stream = engine.stream(name.table(), name.label());
      if (stream == null) {
        throw new RequestException(
            ErrorCode.RESOURCE_NOT_FOUND,
            "Requested resource not found: Stream: " + arn + " not found");
      }
      return new OfStream(name, stream.stream().policy());
    }

    @Override
    public String description() {
      return "stream " + name.label();
    }

    @Override
    public ResourcePolicy read(String document) {
      return GivenPolicy.ofStream(document);
    }

    @Override
    public CompletionStage<PolicyHolder> change(Engine engine, PolicyChange change) {
      return engine
          .changeStreamPolicy(
              name.table(),
              name.label(),
              stream -> stream.withPolicy(change.apply(stream.policy())))
          .thenApply(stream -> new OfStream(name, stream.policy()));
    }
  }
}
