package dev.stator.gateway.partiql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Statements from an SDK's client to the items and back.
 *
 * <p>Size: one short test for each recorded behaviour of the service, over one set of tables.
 */
class ExecuteStatementTest {
  private static final String VALIDATION = "ValidationException: ";
  private static final String OVERLAP =
      VALIDATION + "Overlapping conditions with range keys are not supported in where clause";

  private static PartiqlServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = PartiqlServer.start();
    createTable("Tab");
    createTable("Other");
    for (String pk : List.of("o", "p")) {
      for (String sk : List.of("1", "2", "3")) {
        server.run("INSERT INTO \"Tab\" VALUE {'pk': ?, 'sk': ?, 'kind': 'order'}", s(pk), s(sk));
      }
    }
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static void createTable(String name) {
    server
        .client()
        .createTable(
            request ->
                request
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        Set.of("pk", "sk", "gsiPk", "lsiSk").stream()
                            .map(
                                attribute ->
                                    AttributeDefinition.builder()
                                        .attributeName(attribute)
                                        .attributeType("S")
                                        .build())
                            .toList())
                    .keySchema(key("pk", "HASH"), key("sk", "RANGE"))
                    .globalSecondaryIndexes(
                        GlobalSecondaryIndex.builder()
                            .indexName("gsi-inc")
                            .keySchema(key("gsiPk", "HASH"))
                            .projection(
                                Projection.builder()
                                    .projectionType("INCLUDE")
                                    .nonKeyAttributes("proj")
                                    .build())
                            .build())
                    .localSecondaryIndexes(
                        LocalSecondaryIndex.builder()
                            .indexName("lsi-keys")
                            .keySchema(key("pk", "HASH"), key("lsiSk", "RANGE"))
                            .projection(Projection.builder().projectionType("KEYS_ONLY").build())
                            .build()));
  }

  private static KeySchemaElement key(String name, String type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static <T> T of(Map<String, T> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static AttributeValue s(String value) {
    return PartiqlServer.string(value);
  }

  private static void put(String pk, String sk, String attributes) {
    server.run(
        "INSERT INTO \"Tab\" VALUE {'pk': '" + pk + "', 'sk': '" + sk + "'" + attributes + "}");
  }

  private static Map<String, AttributeValue> get(String pk) {
    return server
        .client()
        .getItem(request -> request.tableName("Tab").key(Map.of("pk", s(pk), "sk", s("1"))))
        .item();
  }

  private static List<String> sortKeys(String where) {
    return server.select("sk", "SELECT * FROM \"Tab\" WHERE " + where);
  }

  @Test
  void insertsLiteralsOfEveryTypeAndRefusesASecondItemOfTheKey() {
    put(
        "dt",
        "1",
        ", 'n': -1.5e-3, 'm': {'x': 'y', 'z': 4}, 'l': [1, 'a'], 'ns': <<1, 34, 4.5>>,"
            + " 'ss': <<'b', 'a'>>, 'b': false, 'q': 'it''s', 'nul': NULL");

    Map<String, AttributeValue> item = get("dt");

    assertThat(of(item, "n").n()).isEqualTo("-0.0015");
    assertThat(of(of(item, "m").m(), "z").n()).isEqualTo("4");
    assertThat(of(item, "l").l().get(1).s()).isEqualTo("a");
    assertThat(of(item, "ns").ns()).containsExactlyInAnyOrder("1", "34", "4.5");
    assertThat(of(item, "ss").ss()).containsExactlyInAnyOrder("a", "b");
    assertThat(of(item, "b").bool()).isFalse();
    assertThat(of(item, "nul").nul()).isTrue();
    assertThat(server.refusal("INSERT INTO \"Tab\" VALUE {'pk': 'dt', 'sk': '1'}"))
        .isEqualTo("DuplicateItemException: Duplicate primary key exists in table");
    assertThat(server.refusal("INSERT INTO \"Tab\" VALUE {'pk': 'dt'}"))
        .isEqualTo(
            VALIDATION
                + "One or more parameter values were invalid: Missing the key sk in the item");
  }

  @Test
  void updatesWithSeveralClausesAndReturnsWhatIsAskedFor() {
    put("up", "1", ", 'n': 1, 'm': {'x': 1}, 'l': [1, 'a'], 'ss': <<'a'>>");

    ExecuteStatementResponse response =
        server.run(
            "UPDATE \"Tab\" SET n = n + 100 SET m.y = [2020], l = LIST_APPEND(l, [4, <<'s'>>])"
                + " SET ss = SET_ADD(ss, <<'b', 'c'>>) REMOVE m.x"
                + " WHERE pk = 'up' AND sk = '1' RETURNING MODIFIED NEW *");

    Map<String, AttributeValue> modified = response.items().getFirst();
    assertThat(of(modified, "n").n()).isEqualTo("101");
    assertThat(of(modified, "l").l()).hasSize(4);
    assertThat(of(modified, "ss").ss()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(of(modified, "m").m()).containsOnlyKeys("y");
    assertThat(modified).doesNotContainKey("pk");
    server.run(
        "UPDATE \"Tab\" SET ss = set_delete(ss, <<'a', 'b', 'c'>>) WHERE pk='up' AND sk='1'");
    assertThat(get("up")).doesNotContainKey("ss");
    assertThat(
            server
                .run("UPDATE \"Tab\" REMOVE l WHERE pk='up' AND sk='1' RETURNING MODIFIED NEW *")
                .items())
        .isEmpty();
  }

  @Test
  void updatesOnlyWhatExistsAndMeetsTheConditions() {
    put("cond", "1", ", 'name': 'alpha'");
    String failed = "ConditionalCheckFailedException: The conditional request failed";

    assertThat(server.refusal("UPDATE \"Tab\" SET a = 1 WHERE pk = 'nobody' AND sk = '1'"))
        .isEqualTo(failed);
    assertThat(
            server.refusal(
                "UPDATE \"Tab\" SET a = 1 WHERE (pk = 'cond' AND sk = '1') AND name = 'beta'"))
        .isEqualTo(failed);
    assertThat(
            server.refusal("DELETE FROM \"Tab\" WHERE pk = 'cond' AND sk = '1' AND name = 'beta'"))
        .isEqualTo(failed);
    assertThat(server.refusal("DELETE FROM \"Tab\" WHERE pk = 'nobody' AND sk = '1' AND a = 1"))
        .isEqualTo("accepted");
    assertThat(
            server
                .run("DELETE FROM \"Tab\" WHERE '1' = sk AND pk = 'cond' RETURNING ALL OLD *")
                .items()
                .getFirst())
        .containsEntry("name", s("alpha"));
    assertThat(get("cond")).isEmpty();
  }

  @Test
  void tellsTheItemThatFailedAConditionIfAsked() {
    put("fail", "1", ", 'v': 'here'");
    try {
      server
          .client()
          .executeStatement(
              request ->
                  request
                      .statement("UPDATE \"Tab\" SET a = 1 WHERE pk='fail' AND sk='1' AND v='x'")
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD));
      throw new AssertionError("the condition holds");
    } catch (ConditionalCheckFailedException failure) {
      assertThat(failure.item()).containsEntry("v", s("here"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DELETE FROM \"Tab\" WHERE name = 'alpha' | Where clause does not contain a mandatory"
            + " equality on all key attributes",
        "DELETE FROM \"Tab\" WHERE pk = 'x' | Where clause does not contain a mandatory equality on"
            + " all key attributes",
        "DELETE FROM \"Tab\" | Where clause does not contain a mandatory equality on all key"
            + " attributes",
        "FROM \"Tab\" REMOVE a | Where clause does not contain a mandatory equality on all key"
            + " attributes",
        "UPDATE \"Tab\" SET a = 1 WHERE pk = 'x' AND sk = '1' OR a = 2 | Where clause does not"
            + " contain a mandatory equality on all key attributes",
        "UPDATE \"Tab\" SET a = 1 WHERE pk = 'x' AND sk = '1' AND pk = 'y' | Multiple conditions on"
            + " same key pk. Only single item Update/Insert/Delete are supported",
        "UPDATE \"Tab\" SET a = 1 WHERE pk = 'x' AND sk = 1 | The provided key element does not"
            + " match the schema",
        "UPDATE \"Tab\" SET pk = 'y' WHERE pk = 'x' AND sk = '1' | One or more parameter values"
            + " were invalid: Cannot update attribute pk. This attribute is part of the key",
        "EXISTS(SELECT * FROM \"Tab\" WHERE pk = 'x' AND sk = '1' AND a IS MISSING) | EXISTS can"
            + " only be used in ExecuteTransaction write requests."
      })
  void refusesWritesThatDoNotNameOneItem(String statement, String message) {
    assertThat(server.refusal(statement)).isEqualTo(VALIDATION + message);
  }

  @Test
  void looksForTheTableAfterTheStatementIsRead() {
    assertThat(server.refusal("SELECT * FROM \"nowhere\" WHERE pk = 'x'"))
        .isEqualTo("ResourceNotFoundException: Requested resource not found");
    assertThat(server.refusal("SELECT COUNT(*) FROM \"nowhere\""))
        .isEqualTo(VALIDATION + "Unexpected path component at 1:8:5");
    assertThat(server.refusal("SELECT * FROM \"nowhere\" WHERE pk = 'x' AND v < true"))
        .contains("Incorrect operand type");
    assertThat(server.refusal("UPDATE nonsense", AttributeValue.fromSs(List.of("a", "a"))))
        .isEqualTo(
            VALIDATION
                + "One or more parameter values were invalid: Input collection [a, a] contains"
                + " duplicates.");
  }

  @Test
  void selectsColumnsByPath() {
    put("col", "1", ", 'm': {'k': ['c'], 'n': 1}, 'x': 'y'");

    Map<String, AttributeValue> item =
        server
            .run("SELECT m.k[0], m.n, x, m.nothing FROM \"Tab\" WHERE pk = 'col' AND sk = '1'")
            .items()
            .getFirst();

    assertThat(item).containsOnlyKeys("k[0]", "n", "x");
    assertThat(of(item, "k[0]").s()).isEqualTo("c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pk = 'o' | 1,2,3",
        "pk = 'o' AND sk = '2' | 2",
        "pk = 'o' AND sk > '1' AND sk < '3' | 2",
        "pk = 'o' AND sk >= '1' AND sk <= '2' | 1,2",
        "pk = 'o' AND sk BETWEEN '2' AND '9' | 2,3",
        "pk = 'o' AND sk BETWEEN '9' AND '2' | ``",
        "pk = 'o' AND begins_with(sk, '2') | 2",
        "pk = 'o' AND (sk = '3' OR sk = '1') | 1,3",
        "pk = 'o' AND sk IN ['3', '1'] | 1,3",
        "pk = 'o' AND (sk < '2' OR sk > '2' OR sk = '2') | 1,2,3",
        "pk = 'o' AND NOT sk = '1' | 2,3",
        "pk = 'o' AND sk <> '1' | 2,3",
        "pk = 'o' AND sk = '1' AND sk > '0' | 1",
        "pk = 'o' AND pk = 'p' | ``",
        "pk = 'o' AND attribute_exists(pk) | 1,2,3",
        "pk IN ('p', 'o') AND sk = '1' | 1,1",
        "pk = 'o' AND sk = '1' OR pk = 'p' AND sk = '2' | 1,2",
        "pk = 'o' AND NOT sk = '1' OR pk = 'o' AND sk = '2' | 2,3",
        "pk = 'o' OR pk = 'o' AND NOT sk = '1' | 1,2,3",
        "pk = 'o' AND kind = 'order' AND sk IN ['2'] | 2",
        "pk = 'o' AND (kind IN ['x', 'order']) = true | 1,2,3",
        "pk = 'o' AND attribute_exists(nope) = false AND sk <> '3' | 1,2",
        "pk = 'o' ORDER BY sk DESC | 3,2,1",
        "pk = 'o' ORDER BY sk | 1,2,3",
        "pk = 'o' ORDER BY pk ASC | 3,2,1",
        "pk IN ['o', 'p'] AND sk > '1' ORDER BY pk DESC, sk ASC | 2,3,2,3"
      })
  void readsTheKeysAStatementNames(String where, String expected) {
    assertThat(String.join(",", sortKeys(where))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind = 'order' AND sk = '2' | 2",
        "kind = 'order' AND pk > 'o' | 3",
        "pk = 'o' AND sk = '1' OR sk = '2' AND kind = 'order' | 3",
        "contains(kind, 'rde') AND size(kind) = 5 AND attribute_type(kind, 'S') | 6",
        "kind IS STRING AND kind IS NOT NULL AND nope IS MISSING | 6",
        "pk > 1 | 0"
      })
  void scansWhatIsNotNamedByKey(String where, int count) {
    assertThat(sortKeys(where)).hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pk IN ['o', 'o']",
        "pk = 'o' OR pk = 'o'",
        "pk = 'o' AND (sk > '0' OR sk < '5')",
        "pk = 'o' AND (sk = '1' OR kind = 'x')",
        "(pk = 'o' AND kind = 'a') OR (pk = 'o' AND kind = 'b')",
        "pk = 'o' AND begins_with(sk, '1') OR pk = 'o' AND sk = '12'"
      })
  void refusesBranchesThatOverlap(String where) {
    assertThat(server.refusal("SELECT * FROM \"Tab\" WHERE " + where)).isEqualTo(OVERLAP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "WHERE pk = 1 OR pk = 'o' | Key attribute's data type should match its data type in table's"
            + " schema: Key pk",
        "WHERE pk = 'o' AND sk IN ['1', 2] | Key attribute's data type should match its data type"
            + " in table's schema: Key sk",
        "WHERE pk = '' | One or more parameter values are not valid. The AttributeValue for a key"
            + " attribute cannot contain an empty string value. Key: pk",
        "ORDER BY sk | Must have WHERE clause in the statement when using ORDER BY clause.",
        "WHERE pk = 'o' ORDER BY kind | Attribute kind in ORDER BY clause must be part of the"
            + " primary key",
        "WHERE pk > 'a' ORDER BY sk | Must have at least one non-optional hash key condition in"
            + " WHERE clause when using ORDER BY clause.",
        "WHERE pk IN ['o', 'p'] ORDER BY sk DESC | Must have hash key in ORDER BY clause when more"
            + " than one hash key condition specified in WHERE clause.",
        "WHERE pk.x = 'o' | Key attributes must be scalars; list random access '[]' and map lookup"
            + " '.' are not allowed: Key: pk"
      })
  void refusesReadsThatTheKeysDoNotAllow(String rest, String message) {
    assertThat(server.refusal("SELECT * FROM \"Tab\" " + rest)).isEqualTo(VALIDATION + message);
  }

  @Test
  void refusesMoreThanFiftyReads() {
    String tooMany = VALIDATION + "Too many decomposed read operations for a given query.";
    String select = "SELECT * FROM \"Tab\" WHERE ";

    assertThat(server.refusal(select + "pk IN [" + values(51) + "]")).isEqualTo(tooMany);
    assertThat(server.refusal(select + "pk IN [" + values(26) + "] AND sk IN ['1', '2']"))
        .isEqualTo(tooMany);
    assertThat(server.refusal(select + "pk IN [" + values(50) + "]")).isEqualTo("accepted");
    assertThat(server.refusal(select + "pk IN [" + values(51) + "] OR kind = 'x'"))
        .isEqualTo("accepted");
  }

  private static String values(int count) {
    return IntStream.range(0, count).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pk, sk FROM \"Tab\" WHERE kind = 'order'",
        "SELECT pk, sk FROM \"Tab\" WHERE pk IN ['o', 'p']",
        "SELECT pk, sk FROM \"Tab\" WHERE pk = 'o' AND sk IN ['1', '2', '3'] OR pk = 'p'",
        "SELECT pk, sk FROM \"Tab\" WHERE pk IN ['o', 'p'] ORDER BY pk DESC, sk DESC"
      })
  void continuesWhereAPageEnded(String statement) {
    for (int limit : List.of(1, 2, 4)) {
      List<String> keys = new ArrayList<>();
      @Nullable String token = null;
      do {
        ExecuteStatementResponse page = page(statement, limit, token);
        assertThat(page.items().size()).isLessThanOrEqualTo(limit);
        page.items().forEach(item -> keys.add(of(item, "pk").s() + of(item, "sk").s()));
        token = page.nextToken();
      } while (token != null);

      assertThat(keys).containsExactlyInAnyOrder("o1", "o2", "o3", "p1", "p2", "p3");
    }
  }

  private static ExecuteStatementResponse page(
      String statement, int limit, @Nullable String token) {
    return server
        .client()
        .executeStatement(request -> request.statement(statement).limit(limit).nextToken(token));
  }

  @Test
  void refusesTokensOfOtherStatementsAndChangedOnes() {
    String statement = "SELECT * FROM \"Tab\" WHERE pk = 'o'";
    String token = page(statement, 1, null).nextToken();
    String mismatch = "NextToken does not match request";

    for (String other :
        List.of(
            "SELECT * FROM \"Tab\"",
            "SELECT * FROM \"Other\" WHERE pk = 'o'",
            "SELECT * FROM \"Tab\" WHERE pk = 'p'",
            "SELECT * FROM \"Tab\".\"lsi-keys\" WHERE pk = 'o'",
            "SELECT * FROM \"Tab\" WHERE pk = 'o' AND sk = '1'",
            "DELETE FROM \"Tab\" WHERE pk = 'nobody' AND sk = '1'")) {
      assertThat(tokenRefusal(other, token)).as(other).isEqualTo(mismatch);
    }
    for (String changed : List.of("x", "AAAA", token.substring(4), "A" + token.substring(1))) {
      assertThat(tokenRefusal(statement, changed)).as(changed).isEqualTo(mismatch);
    }
    assertThat(page(statement, 2, token).items()).hasSize(2);
  }

  private static String tokenRefusal(String statement, String token) {
    try {
      page(statement, 1, token);
      return "accepted";
    } catch (DynamoDbException refused) {
      return refused.awsErrorDetails().errorMessage();
    }
  }

  @Test
  void readsIndexesAsTheyProject() {
    put("ix", "1", ", 'gsiPk': 'y', 'lsiSk': 'k1', 'proj': 'p1', 'other': 'o1'");
    put("ix", "2", ", 'gsiPk': 'z', 'lsiSk': 'k2', 'proj': 'p2', 'other': 'o2'");
    put("ix", "3", ", 'other': 'o3'");
    awaitIndex("gsiPk = 'z'");
    String gsi = " FROM \"Tab\".\"gsi-inc\" WHERE ";
    String lsi = " FROM \"Tab\".\"lsi-keys\" WHERE ";

    assertThat(server.run("SELECT *" + gsi + "gsiPk = 'y'").items().getFirst())
        .containsOnlyKeys("pk", "sk", "gsiPk", "proj");
    assertThat(server.run("SELECT *" + lsi + "pk = 'ix'").items().getFirst())
        .containsOnlyKeys("pk", "sk", "lsiSk");
    assertThat(server.select("other", "SELECT other" + lsi + "pk = 'ix'"))
        .containsExactly("o1", "o2");
    assertThat(server.select("sk", "SELECT sk" + gsi + "NOT other = 'o1' AND pk = 'ix'"))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(server.select("sk", "SELECT sk" + gsi + "(gsiPk='y' AND other='o1') OR gsiPk='z'"))
        .containsExactly("2");
    assertThat(server.run("SELECT sk" + lsi + "other = 'o1'").items()).isEmpty();
  }

  /** Global indexes follow their table a moment later. */
  private static void awaitIndex(String where) {
    long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (server.run("SELECT * FROM \"Tab\".\"gsi-inc\" WHERE " + where).items().isEmpty()) {
      assertThat(System.nanoTime()).as("the index holds %s", where).isLessThan(deadlineNs);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT zz, aa FROM \"Tab\".\"gsi-inc\" WHERE gsiPk = 'y' | One or more parameter values"
            + " were invalid: Global secondary index gsi-inc does not project [zz, aa]",
        "SELECT pk FROM \"Tab\".\"gsi-inc\" WHERE gsiPk = 'y' AND other = 'x' | One or more"
            + " parameter values were invalid: Secondary index gsi-inc does not project one or more"
            + " filter attributes: [other]",
        "SELECT pk FROM \"Tab\".\"gsi-inc\" WHERE gsiPk IN ['y', 'z'] AND NOT other = 'x' | One or"
            + " more parameter values were invalid: Secondary index gsi-inc does not project one or"
            + " more filter attributes: [other]",
        "SELECT pk FROM \"Tab\".\"gsi-inc\" WHERE gsiPk='y' AND b='1' AND (a='2' OR proj='3') | One"
            + " or more parameter values were invalid: Secondary index gsi-inc does not project one"
            + " or more filter attributes: [a, b]",
        "SELECT pk FROM \"Tab\".\"lsi-keys\" WHERE pk = 'p' AND lsiSk BETWEEN 'a' AND 'b' AND other"
            + " = 'x' | One or more parameter values were invalid: Secondary index lsi-keys does"
            + " not project one or more filter attributes: [other]",
        "SELECT * FROM \"Tab\".\"no-such-index\" WHERE pk = 'p' | The table does not have the"
            + " specified index",
        "SELECT * FROM \"Tab\".\"Tab\" | The table does not have the specified index"
      })
  void refusesWhatIndexesDoNotHold(String statement, String message) {
    assertThat(server.refusal(statement)).isEqualTo(VALIDATION + message);
  }

  @Test
  void refusesConsistentReadsOfGlobalIndexes() {
    String message = "";
    try {
      server
          .client()
          .executeStatement(
              request ->
                  request
                      .statement("SELECT * FROM \"Tab\".\"gsi-inc\" WHERE gsiPk = 'x'")
                      .consistentRead(true));
    } catch (DynamoDbException refused) {
      message = refused.awsErrorDetails().errorMessage();
    }

    assertThat(message)
        .isEqualTo("Strongly consistent read is not supported on Global Secondary Indexes");
  }

  @Test
  void tellsTheCapacityOfTableAndIndexes() {
    put("cap", "1", ", 'gsiPk': 'cap', 'lsiSk': 'c'");
    ConsumedCapacity read = capacity("SELECT * FROM \"Tab\" WHERE pk = 'cap' AND sk = '1'");
    ConsumedCapacity local = capacity("SELECT * FROM \"Tab\".\"lsi-keys\" WHERE pk = 'cap'");
    ConsumedCapacity write =
        capacity("UPDATE \"Tab\" SET gsiPk = 'cap2' WHERE pk = 'cap' AND sk = '1'");

    assertThat(read.capacityUnits()).isEqualTo(0.5);
    assertThat(of(local.localSecondaryIndexes(), "lsi-keys").capacityUnits()).isEqualTo(0.5);
    assertThat(local.table().capacityUnits()).isZero();
    assertThat(write.table().capacityUnits()).isEqualTo(1);
    assertThat(of(write.globalSecondaryIndexes(), "gsi-inc").capacityUnits()).isEqualTo(2);
  }

  private static ConsumedCapacity capacity(String statement) {
    return server
        .client()
        .executeStatement(
            request ->
                request.statement(statement).returnConsumedCapacity(ReturnConsumedCapacity.INDEXES))
        .consumedCapacity();
  }

  @Test
  void answersEachStatementOfABatchInItsPlace() {
    put("b1", "1", ", 'v': 'here'");
    List<BatchStatementResponse> writes =
        batch(
            "INSERT INTO \"Tab\" VALUE {'pk': 'b1', 'sk': '1'}",
            "UPDATE \"Tab\" SET v = 'new' WHERE pk='b1' AND sk='1' AND v='wrong'",
            "UPDATE \"Tab\" SET v = 'new' WHERE pk='b1' AND sk='1' RETURNING ALL OLD *",
            "UPDATE \"nowhere\" SET v = 'new' WHERE pk='b1' AND sk='1'",
            "SLECT nonsense",
            "INSERT INTO \"Tab\" VALUE {'pk': 'b2', 'sk': '1'}");

    assertThat(writes)
        .extracting(response -> response.error() == null ? "ok" : response.error().codeAsString())
        .containsExactly(
            "DuplicateItem",
            "ConditionalCheckFailed",
            "ok",
            "ResourceNotFound",
            "ValidationError",
            "ok");
    assertThat(writes)
        .extracting(BatchStatementResponse::tableName)
        .containsExactly("Tab", "Tab", "Tab", null, null, "Tab");
    assertThat(writes.get(2).item()).containsEntry("v", s("here"));
    assertThat(writes.get(4).error().message())
        .isEqualTo("Statement wasn't well formed, can't be processed: Expected data manipulation");
  }

  @Test
  void readsWholeKeysOnlyInABatch() {
    put("r1", "1", ", 'v': 'x'");
    String select = "SELECT * FROM \"Tab\" WHERE ";
    List<BatchStatementResponse> reads =
        batch(
            select + "pk IN ['r1'] AND sk = '1'",
            select + "pk = 'r1' AND sk = '2'",
            select + "pk = 'r1'",
            select + "pk = 'r1' AND sk = '1' AND v = 'x'",
            select + "pk = 'r1' AND sk = '1' AND pk = 'other'",
            "SELECT * FROM \"Tab\".\"gsi-inc\" WHERE gsiPk = 'x'");

    assertThat(reads.get(0).item()).containsEntry("v", s("x"));
    assertThat(reads.get(1).hasItem()).isFalse();
    for (BatchStatementResponse refused : reads.subList(2, 6)) {
      assertThat(refused.error().message())
          .isEqualTo(
              "Select statements within BatchExecuteStatement must specify the primary key in the"
                  + " where clause.");
      assertThat(refused.tableName()).isNull();
    }
  }

  @Test
  void refusesABatchOfReadsAndWrites() {
    Set<String> messages = new HashSet<>();
    try {
      batch(
          "SELECT * FROM \"Tab\" WHERE pk = 'x' AND sk = '1'",
          "DELETE FROM \"Tab\" WHERE pk = 'x' AND sk = '1'");
    } catch (DynamoDbException refused) {
      messages.add(refused.awsErrorDetails().errorMessage());
    }

    assertThat(messages)
        .containsExactly("Read and write requests together in the same batch is not supported.");
  }

  private static List<BatchStatementResponse> batch(String... statements) {
    List<BatchStatementRequest> requests =
        Stream.of(statements)
            .map(statement -> BatchStatementRequest.builder().statement(statement).build())
            .toList();
    return server
        .client()
        .batchExecuteStatement(request -> request.statements(requests))
        .responses();
  }
}
