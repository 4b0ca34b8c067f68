package dev.stator.gateway.operation;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.engine.CheckRequest;
import dev.stator.core.engine.DeleteRequest;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.engine.UpdateRequest;
import dev.stator.core.engine.WriteRequest;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Update;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One action of TransactWriteItems.
 *
 * @param attributes the item to put, or the key
 * @param payloadSize DynamoDB's size of what the request brings along, bytes
 * @param itemSize of an item to put
 * @param itemOnFailure whether the reason of a failed condition shall carry the item
 */
record TransactAction(
    Kind kind,
    String tableName,
    AttributeMap attributes,
    int payloadSize,
    int itemSize,
    @Nullable Update update,
    @Nullable Condition condition,
    boolean itemOnFailure) {
  private static final ParameterStyles CONDITION_STYLES =
      new ParameterStyles(List.of("ConditionExpression"), List.of());
  private static final ParameterStyles UPDATE_STYLES =
      new ParameterStyles(List.of("UpdateExpression", "ConditionExpression"), List.of());
  private static final String SEVERAL =
      "TransactItems can only contain one of Check, Put, Update or Delete";
  private static final String NONE =
      "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request";

  /** The kinds of actions by the members that hold them. */
  enum Kind {
    CHECK("ConditionCheck", "Key"),
    PUT("Put", "Item"),
    UPDATE("Update", "Key"),
    DELETE("Delete", "Key");

    private final String member;
    private final String attributes;

    Kind(String member, String attributes) {
      this.member = member;
      this.attributes = attributes;
    }

    private ParameterStyles styles() {
      return this == UPDATE ? UPDATE_STYLES : CONDITION_STYLES;
    }
  }

  /** Reads a member of TransactItems. */
  static TransactAction read(Structure item) {
    Kind kind = null;
    Structure action = null;
    for (Kind candidate : Kind.values()) {
      Structure found = item.structure(candidate.member);
      if (found != null && action != null) {
        throw RequestException.validation(SEVERAL);
      }
      if (found != null) {
        kind = candidate;
        action = found;
      }
    }
    if (kind == null || action == null) {
      throw RequestException.validation(NONE);
    }
    return read(kind, action);
  }

  private static TransactAction read(Kind kind, Structure action) {
    kind.styles().check(action);
    AttributeMap attributes = RequestChecks.attributes(action, kind.attributes);
    int size =
        kind == Kind.PUT ? RequestChecks.itemSize(attributes.item()) : sizeOf(attributes.item());
    Update update = null;
    Condition condition = null;
    if (kind.styles().hasExpression(action)) {
      ExpressionParameters expressions = ExpressionParameters.read(action);
      update = kind == Kind.UPDATE ? expressions.update() : null;
      condition = expressions.condition();
      expressions.checkUsed();
    }
    AttributeMap values = action.attributes("ExpressionAttributeValues");
    return new TransactAction(
        kind,
        action.requiredString("TableName"),
        attributes,
        size + (values == null ? 0 : sizeOf(values.item())),
        size,
        update,
        condition,
        "ALL_OLD".equals(action.string("ReturnValuesOnConditionCheckFailure")));
  }

  private static int sizeOf(Slice item) {
    return ItemScanner.size(item.buffer(), item.offset(), item.length());
  }

  /** Checks the action against the schema of its table. */
  void check(TableSchema schema) {
    KeyPathChecks.check(schema, condition);
    if (kind == Kind.PUT) {
      KeyChecks.keyOfItem(schema.keys(), attributes.item());
      IndexKeyChecks.item(schema, attributes.item());
    } else {
      KeyChecks.key(schema.keys(), attributes);
    }
    if (update != null) {
      UpdateChecks.check(schema, update);
    }
  }

  WriteRequest command(Table table, WriteOptions options) {
    Slice item = attributes.item();
    int onFailure = itemOnFailure ? Images.ON_FAILURE : Images.NONE;
    int images = onFailure | options.images();
    return switch (kind) {
      case PUT -> new PutRequest(table, item, itemSize, condition, images);
      case UPDATE -> new UpdateRequest(table, item, required(update), condition, images);
      case DELETE -> new DeleteRequest(table, item, condition, images);
      case CHECK -> new CheckRequest(table, item, required(condition), onFailure);
    };
  }

  private static <T> T required(@Nullable T expression) {
    if (expression == null) {
      throw new IllegalStateException("constraints have let a missing expression pass");
    }
    return expression;
  }
}
