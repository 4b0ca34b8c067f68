package dev.stator.gateway.operation;

import static dev.stator.gateway.operation.Requests.attributes;
import static dev.stator.gateway.operation.Requests.item;
import static dev.stator.gateway.operation.Requests.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.RequestException;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.Throughput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyRefusalsTest {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String NO_MATCH = "The provided key element does not match the schema";
  private static final String ACCEPTED = "";
  private static final KeySchema KEYS = schema("a", "b");
  private static final TableSchema TABLE =
      new TableSchema(
          KEYS,
          List.of(),
          List.of(new LocalIndex("index4", schema("a", "d"), Projection.EVERYTHING)),
          List.of(
              global("index3", schema("c", "d")),
              global(
                  "index1",
                  new KeySchema(List.of(new KeyAttribute("n", ScalarType.N)), List.of()))));

  @Test
  void aKeyHasExactlyTheAttributesOfTheSchema() {
    assertThat(key("{'a':{'S':'x'},'b':{'S':'y'}}")).isEqualTo(ACCEPTED);
    assertThat(key("{'a':{'S':'x'}}")).isEqualTo(NO_MATCH);
    assertThat(key("{'a':{'S':'x'},'b':{'S':'y'},'c':{'S':'z'}}")).isEqualTo(NO_MATCH);
    assertThat(key("{'a':{'S':'x'},'c':{'S':'y'}}")).isEqualTo(NO_MATCH);
    assertThat(key("{'a':{'S':'x'},'b':{'N':'1'}}")).isEqualTo(NO_MATCH);
    assertThat(key("{}")).isEqualTo(NO_MATCH);
    assertThat(key("{'a':{'S':'x'},'b':{'S':''}}"))
        .isEqualTo(
            "One or more parameter values are not valid. The AttributeValue for a key attribute"
                + " cannot contain an empty string value. Key: b");
  }

  @Test
  void theFaultsOfKeysInItemsAreToldApart() {
    assertThat(put("{'a':{'S':'x'},'b':{'S':'y'},'z':{'S':''}}")).isEqualTo(ACCEPTED);
    assertThat(put("{'b':{'S':'y'}}")).isEqualTo(INVALID + "Missing the key a in the item");
    assertThat(put("{'a':{'S':'y'}}")).isEqualTo(INVALID + "Missing the key b in the item");
    assertThat(put("{'a':{'BOOL':true},'b':{'S':'y'}}"))
        .isEqualTo(INVALID + "Type mismatch for key a expected: S actual: BOOL");
    assertThat(put("{'a':{'S':''},'b':{'S':'y'}}"))
        .isEqualTo(
            "One or more parameter values are not valid. The AttributeValue for a key attribute"
                + " cannot contain an empty string value. Key: a");
  }

  @Test
  void keysHaveSizesAtMost() {
    assertThat(put("{'a':{'S':'" + "x".repeat(2048) + "'},'b':{'S':'" + "y".repeat(1024) + "'}}"))
        .isEqualTo(ACCEPTED);
    assertThat(put("{'a':{'S':'" + "x".repeat(2049) + "'},'b':{'S':'y'}}"))
        .isEqualTo(INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes");
    assertThat(put("{'a':{'S':'x'},'b':{'S':'" + "y".repeat(1025) + "'}}"))
        .isEqualTo(
            INVALID
                + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }

  @Test
  void ofFaultyIndexKeysTheIndexWithTheFirstNameIsTold() {
    assertThat(indexed("{'c':{'S':'x'},'d':{'S':'y'},'n':{'N':'1'}}")).isEqualTo(ACCEPTED);
    assertThat(indexed("{'z':{'S':'x'}}")).isEqualTo(ACCEPTED);
    assertThat(indexed("{'d':{'N':'1'}}"))
        .isEqualTo(
            INVALID + "Type mismatch for Index Key d Expected: S Actual: N IndexName: index3");
    assertThat(indexed("{'c':{'N':'1'},'n':{'S':'x'}}"))
        .isEqualTo(
            INVALID + "Type mismatch for Index Key n Expected: N Actual: S IndexName: index1");
    assertThat(indexed("{'c':{'S':''}}"))
        .isEqualTo(
            "One or more parameter values are not valid. A value specified for a secondary index"
                + " key is not supported. The AttributeValue for a key attribute cannot contain an"
                + " empty string value. IndexName: index3, IndexKey: c");
    assertThat(indexed("{'d':{'S':'" + "y".repeat(1025) + "'}}"))
        .isEqualTo(
            INVALID
                + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }

  @Test
  void updatesLeaveKeysAlone() {
    assertThat(update("SET a = :v"))
        .isEqualTo(INVALID + "Cannot update attribute a. This attribute is part of the key");
    assertThat(update("REMOVE b"))
        .isEqualTo(INVALID + "Cannot update attribute b. This attribute is part of the key");
    assertThat(update("SET x = :v REMOVE y")).isEqualTo(ACCEPTED);
  }

  @Test
  void updatesKeepIndexKeysScalarsOfTheirType() {
    assertThat(update("SET c = :v")).isEqualTo(ACCEPTED);
    assertThat(update("SET n = :v"))
        .isEqualTo(
            "The update expression attempted to update the secondary index key to unsupported"
                + " type");
    assertThat(update("SET c.x = :v"))
        .isEqualTo(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not"
                + " allowed: IndexKey: c");
    assertThat(update("SET c = :e"))
        .isEqualTo(
            "One or more parameter values are not valid. The update expression attempted to update"
                + " a secondary index key to a value that is not supported. The AttributeValue for"
                + " a key attribute cannot contain an empty string value.");
    assertThat(updates("{'AttributeUpdates':{'d':{'Action':'PUT','Value':{'N':'1'}}}}"))
        .isEqualTo(
            INVALID + "Type mismatch for Index Key d Expected: S Actual: N IndexName: index3");
  }

  private static String key(String json) {
    return refusal(() -> KeyChecks.key(KEYS, attributes(json)));
  }

  private static String put(String json) {
    return refusal(() -> KeyChecks.keyOfItem(KEYS, item(json)));
  }

  private static String indexed(String json) {
    return refusal(() -> IndexKeyChecks.item(TABLE, item(json)));
  }

  private static String update(String expression) {
    var values = item("{':v':{'S':'x'},':e':{'S':''}}");
    return refusal(
        () ->
            UpdateChecks.check(
                TABLE, ExpressionParser.update(expression, new Placeholders(Map.of(), values))));
  }

  private static String updates(String json) {
    var updates = Requests.read("UpdateItem", json).structureMap("AttributeUpdates");
    return refusal(
        () -> UpdateChecks.check(TABLE, LegacyUpdates.read(updates == null ? Map.of() : updates)));
  }

  private static String refusal(Runnable check) {
    try {
      check.run();
      return ACCEPTED;
    } catch (RequestException refusal) {
      return refusal.getMessage();
    }
  }

  private static GlobalIndex global(String name, KeySchema keys) {
    return new GlobalIndex(
        name, keys, Projection.EVERYTHING, IndexStatus.ACTIVE, false, Throughput.ZERO, null, null);
  }
}
