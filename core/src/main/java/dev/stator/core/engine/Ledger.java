package dev.stator.core.engine;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.Images;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.expression.Condition;
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
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;

/**
 * What transactions must not forget, as items of an internal table that no client can name:
 *
 * <pre>
 * | id                          | further attributes                                          |
 * |-----------------------------|-------------------------------------------------------------|
 * | decision:&lt;transaction id&gt; | opening (S): the opening of the engine that decided          |
 * | token:&lt;client's token&gt;    | digest (B) of the request; completed (N), epoch milliseconds |
 * </pre>
 *
 * <p>A transaction in two phases has committed from the moment its decision is durable. A decision
 * of an earlier opening is stale, since opening ends all transactions it finds.
 */
final class Ledger {
  /** The name of the table; no client can call one so. */
  static final String NAME = "#ledger";

  private static final String ID = "id";
  private static final String OPENING = "opening";
  private static final String DIGEST = "digest";
  private static final String COMPLETED = "completed";
  private static final String DECISION = "decision:";
  private static final String TOKEN = "token:";
  private static final long TOKEN_LIFE_MS = TimeUnit.MINUTES.toMillis(10);
  private static final String UNUSED = "attribute_not_exists(id) OR completed < :oldest";
  private static final String OVER =
      "begins_with(id, :token) AND completed < :oldest"
          + " OR begins_with(id, :decision) AND opening <> :opening";

  private final Table table;
  private final String opening;

  /**
   * @param opening names this opening of the engine, unlike all others
   */
  Ledger(Table table, String opening) {
    this.table = table;
    this.opening = opening;
  }

  /** The definition of the table. */
  static TableDefinition definition(long createdMs) {
    KeyAttribute id = new KeyAttribute(ID, ScalarType.S);
    KeySchema keys = new KeySchema(List.of(id), List.of());
    return new TableDefinition(
        NAME,
        NAME,
        createdMs,
        TableStatus.ACTIVE,
        new TableSchema(keys, List.of(id), List.of(), List.of()),
        new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
        TableOptions.DEFAULT);
  }

  Table table() {
    return table;
  }

  /**
   * Decides that the transaction of the participant commits; the reply waits until it is durable.
   */
  PutRequest decision(ParticipantKey participant) {
    Slice item =
        item(
            writer -> {
              id(writer, DECISION + participant.transaction());
              writer.name(OPENING);
              writer.string(opening);
            });
    return new PutRequest(table, item, size(item), null, Images.WHEN_DURABLE);
  }

  /** Forgets the decision, when all participants have carried it out. */
  DeleteRequest forget(ParticipantKey participant) {
    return new DeleteRequest(table, decisionKey(participant), null, Images.NONE);
  }

  /** The key of the decision that the transaction of the participant commits. */
  Slice decisionKey(ParticipantKey participant) {
    return item(writer -> id(writer, DECISION + participant.transaction()));
  }

  /**
   * Takes a client's token for a request, as part of its transaction. When that fails by its
   * condition, the reply has the item of the earlier request.
   */
  PutRequest token(String token, byte[] digest, long nowMs) {
    Slice item =
        item(
            writer -> {
              id(writer, TOKEN + token);
              writer.name(DIGEST);
              writer.binary(digest, 0, digest.length);
              writer.name(COMPLETED);
              writer.number(BigDecimal.valueOf(nowMs));
            });
    Slice values = item(writer -> oldest(writer, nowMs));
    Condition unused = ExpressionParser.condition(UNUSED, new Placeholders(null, values));
    return new PutRequest(table, item, size(item), unused, Images.ON_FAILURE);
  }

  /** Whether a token's item was made by a request with this digest. */
  static boolean hasDigest(Slice tokenItem, byte[] digest) {
    int value =
        ItemScanner.find(tokenItem.buffer(), tokenItem.offset(), tokenItem.length(), DIGEST);
    if (value < 0) {
      return false;
    }
    byte[] found = new byte[ValueScanner.payloadLength(tokenItem.buffer(), value)];
    tokenItem.buffer().getBytes(ValueScanner.payloadOffset(tokenItem.buffer(), value), found);
    return Arrays.equals(found, digest);
  }

  /** What is not needed any more: tokens after ten minutes, decisions of earlier openings. */
  Condition over(long nowMs) {
    Slice values =
        item(
            writer -> {
              oldest(writer, nowMs);
              writer.name(":token");
              writer.string(TOKEN);
              writer.name(":decision");
              writer.string(DECISION);
              writer.name(":opening");
              writer.string(opening);
            });
    return ExpressionParser.condition(OVER, new Placeholders(null, values));
  }

  private static void oldest(ItemWriter writer, long nowMs) {
    writer.name(":oldest");
    writer.number(BigDecimal.valueOf(nowMs - TOKEN_LIFE_MS));
  }

  private static void id(ItemWriter writer, String id) {
    writer.name(ID);
    writer.string(id);
  }

  private static Slice item(Consumer<ItemWriter> attributes) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(128);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    attributes.accept(writer);
    return new Slice(buffer, 0, writer.position());
  }

  private static int size(Slice item) {
    return ItemScanner.size(item.buffer(), item.offset(), item.length());
  }
}
