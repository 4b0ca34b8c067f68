package dev.stator.loadgen.workload;

import static dev.stator.loadgen.workload.Items.ascii;

/** The bodies of requests on one table, out of prepared pieces. For one thread. */
final class RequestBodies {
  private static final byte[] KEY = ascii("\"Key\":");
  private static final byte[] ITEM = ascii("\"Item\":");
  private static final byte[] CLOSE = ascii("}");
  private static final byte[] NOTHING = {};
  private static final byte[] COMMA = ascii(",");
  private static final byte[] STRONG = ascii("\"ConsistentRead\":true,");
  private static final byte[] EXISTS = ascii(",\"ConditionExpression\":\"attribute_exists(pk)\"}");
  private static final byte[] EXISTS_NOT =
      ascii(",\"ConditionExpression\":\"attribute_not_exists(pk)\"}");
  private static final byte[] SET = ascii(",\"UpdateExpression\":\"SET data");
  private static final byte[] SET_VALUE =
      ascii(" = :v\",\"ExpressionAttributeValues\":{\":v\":{\"S\":\"");
  private static final byte[] SET_END = ascii("\"}}}");
  private static final byte[] LIMIT = ascii("\"Limit\":");
  private static final byte[] BY_PK =
      ascii(
          ",\"KeyConditionExpression\":\"pk = :p\",\"ExpressionAttributeValues\":"
              + "{\":p\":{\"S\":\"user");
  private static final byte[] BY_PK_AND_SK =
      ascii(
          ",\"KeyConditionExpression\":\"pk = :p AND sk >= :s\",\"ExpressionAttributeValues\":"
              + "{\":p\":{\"S\":\"user");
  private static final byte[] AND_SK = ascii("\"},\":s\":{\"N\":\"");
  private static final byte[] BY_G =
      ascii(
          ",\"IndexName\":\""
              + TableLayout.GLOBAL_INDEX
              + "\",\"KeyConditionExpression\":\"g = :g\",\"ExpressionAttributeValues\":"
              + "{\":g\":{\"S\":\"g");
  private static final byte[] BY_L =
      ascii(
          ",\"IndexName\":\""
              + TableLayout.LOCAL_INDEX
              + "\",\"KeyConditionExpression\":\"pk = :p AND l >= :s\","
              + "\"ExpressionAttributeValues\":{\":p\":{\"S\":\"user");
  private static final byte[] START_KEY = ascii(",\"ExclusiveStartKey\":");
  private static final byte[] BATCH_WRITE_LIST_END = ascii("]}}");
  private static final byte[] BATCH_GET_LIST_END = ascii("]}}}");
  private static final byte[] PUT_REQUEST = ascii("{\"PutRequest\":{\"Item\":");
  private static final byte[] PUT_REQUEST_END = ascii("}}");
  private static final byte[] LIST_END = ascii("]}");
  private static final byte[] SQL_PK = ascii("{\"S\":\"user");
  private static final byte[] SQL_SK = ascii("\"},{\"N\":\"");
  private static final byte[] SQL_END = ascii("\"}]}");

  private final Items items;
  private final TableLayout layout;
  private final byte[] start;
  private final byte[] batchGetStart;
  private final byte[] batchWriteStart;
  private final byte[] transactStart;
  private final byte[] getStart;
  private final byte[] putStart;
  private final byte[] sqlStart;
  private final byte[] requestItems;

  RequestBodies(TableLayout layout, Items items, boolean consumedCapacity) {
    this.layout = layout;
    this.items = items;
    String table = "\"TableName\":\"" + layout.table() + "\",";
    String consumed = consumedCapacity ? "\"ReturnConsumedCapacity\":\"TOTAL\"," : "";
    this.start = ascii("{" + consumed + table);
    this.requestItems = ascii("{" + consumed + "\"RequestItems\":");
    this.batchGetStart =
        ascii("{" + consumed + "\"RequestItems\":{\"" + layout.table() + "\":{\"Keys\":[");
    this.batchWriteStart = ascii("{" + consumed + "\"RequestItems\":{\"" + layout.table() + "\":[");
    this.transactStart = ascii("{" + consumed + "\"TransactItems\":[");
    this.getStart = ascii("{\"Get\":{" + table + "\"Key\":");
    this.putStart = ascii("{\"Put\":{" + table + "\"Item\":");
    String where = layout.hasSortKey() ? "pk = ? AND sk = ?" : "pk = ?";
    this.sqlStart =
        ascii(
            "{"
                + consumed
                + "\"Statement\":\"SELECT * FROM \\\""
                + layout.table()
                + "\\\" WHERE "
                + where
                + "\",\"Parameters\":[");
  }

  void get(BodyWriter body, long number, boolean strong) {
    body.reset().raw(start);
    if (strong) {
      body.raw(STRONG);
    }
    body.raw(KEY);
    items.key(body, number);
    body.raw(CLOSE);
  }

  void put(BodyWriter body, long number, int version) {
    body.reset().raw(start).raw(ITEM);
    items.item(body, number, version);
    body.raw(CLOSE);
  }

  void putIf(BodyWriter body, long number, int version, boolean exists) {
    body.reset().raw(start).raw(ITEM);
    items.item(body, number, version);
    body.raw(exists ? EXISTS : EXISTS_NOT);
  }

  void delete(BodyWriter body, long number) {
    get(body, number, false);
  }

  /** Sets one field anew. */
  void update(BodyWriter body, long number, int field, int version) {
    body.reset().raw(start).raw(KEY);
    items.key(body, number);
    body.raw(SET).number(field).raw(SET_VALUE);
    int length = items.fieldLength(items.size(number), field);
    items.fieldText(body, number, field, length, version);
    body.raw(SET_END);
  }

  /** Reads from an item on. */
  void query(BodyWriter body, long number, int limit) {
    queryStart(body, limit);
    if (layout.hasSortKey()) {
      body.raw(BY_PK_AND_SK).paddedNumber(items.partitionKey(number));
      body.raw(AND_SK).number(items.sortKey(number)).raw(SET_END);
    } else {
      body.raw(BY_PK).paddedNumber(items.partitionKey(number)).raw(SET_END);
    }
  }

  void queryGlobal(BodyWriter body, long number, int limit) {
    queryStart(body, limit);
    body.raw(BY_G).paddedNumber(items.globalKey(number)).raw(SET_END);
  }

  void queryLocal(BodyWriter body, long number, int limit) {
    queryStart(body, limit);
    body.raw(BY_L).paddedNumber(items.partitionKey(number));
    body.raw(AND_SK).number(items.localKey(number)).raw(SET_END);
  }

  private void queryStart(BodyWriter body, int limit) {
    body.reset().raw(start).raw(LIMIT).number(limit);
  }

  void scan(BodyWriter body, long number, int limit) {
    queryStart(body, limit);
    body.raw(START_KEY);
    items.key(body, number);
    body.raw(CLOSE);
  }

  void batchGet(BodyWriter body, long[] numbers, int count) {
    body.reset().raw(batchGetStart);
    for (int i = 0; i < count; i++) {
      body.raw(i == 0 ? NOTHING : COMMA);
      items.key(body, numbers[i]);
    }
    body.raw(BATCH_GET_LIST_END);
  }

  void batchWrite(BodyWriter body, long[] numbers, int count, int version) {
    body.reset().raw(batchWriteStart);
    for (int i = 0; i < count; i++) {
      body.raw(i == 0 ? NOTHING : COMMA).raw(PUT_REQUEST);
      items.item(body, numbers[i], version);
      body.raw(PUT_REQUEST_END);
    }
    body.raw(BATCH_WRITE_LIST_END);
  }

  /** What a batch left undone. */
  void batchAgain(BodyWriter body, byte[] answer, int offset, int length) {
    body.reset().raw(requestItems).raw(answer, offset, length).raw(CLOSE);
  }

  void transactGet(BodyWriter body, long[] numbers, int count) {
    body.reset().raw(transactStart);
    for (int i = 0; i < count; i++) {
      body.raw(i == 0 ? NOTHING : COMMA).raw(getStart);
      items.key(body, numbers[i]);
      body.raw(PUT_REQUEST_END);
    }
    body.raw(LIST_END);
  }

  void transactWrite(BodyWriter body, long[] numbers, int count, int version) {
    body.reset().raw(transactStart);
    for (int i = 0; i < count; i++) {
      body.raw(i == 0 ? NOTHING : COMMA).raw(putStart);
      items.item(body, numbers[i], version);
      body.raw(PUT_REQUEST_END);
    }
    body.raw(LIST_END);
  }

  void sql(BodyWriter body, long number) {
    body.reset().raw(sqlStart).raw(SQL_PK).paddedNumber(items.partitionKey(number));
    if (layout.hasSortKey()) {
      body.raw(SQL_SK).number(items.sortKey(number));
    }
    body.raw(SQL_END);
  }
}
