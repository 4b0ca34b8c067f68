// Sessions of users kept with the document client of the AWS SDK for JavaScript v3: written in batches, read by
// pages and in parallel, changed with optimistic locking, by transactions and with PartiQL.

import { deepStrictEqual as expectSame, ok as expect, rejects as expectRejection } from "node:assert";
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetCommand,
  PutCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
  paginateQuery,
  paginateScan,
} from "@aws-sdk/lib-dynamodb";

const TableName = "javascript-sessions";
const USERS = 6;
const SESSIONS = 20;
const SEGMENTS = 3;

const client = new DynamoDBClient({ endpoint: process.env.SERVER_ENDPOINT });
const documents = DynamoDBDocumentClient.from(client, {
  marshallOptions: { removeUndefinedValues: true },
});

const session = (user, number) => ({
  user: `user-${user}`,
  id: `session#${String(number).padStart(3, "0")}`,
  expires: 1_900_000_000 + ((number * 7) % SESSIONS),
  device: `device-${number % 4}`,
  roles: new Set(["reader", `role-${number % 3}`]),
  token: new Uint8Array([user, number, 0, 255]),
  settings: { theme: number % 2 ? "dark" : "light", sizes: [1, 2.5, -3e-7], last: null },
  forgotten: undefined,
});

/** What comes back of an item: nothing of what is undefined. */
const stored = ({ forgotten, ...item }) => item;

async function create() {
  const table = {
    TableName,
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 100 },
    AttributeDefinitions: [
      { AttributeName: "user", AttributeType: "S" },
      { AttributeName: "id", AttributeType: "S" },
      { AttributeName: "expires", AttributeType: "N" },
      { AttributeName: "device", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "user", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "by-expiry",
        KeySchema: [
          { AttributeName: "user", KeyType: "HASH" },
          { AttributeName: "expires", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-device",
        KeySchema: [
          { AttributeName: "device", KeyType: "HASH" },
          { AttributeName: "expires", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
        ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 100 },
      },
    ],
  };
  await client.send(new CreateTableCommand(table));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  await expectRejection(client.send(new CreateTableCommand(table)), ResourceInUseException);
}

async function load() {
  const requests = [];
  for (let user = 0; user < USERS; user++) {
    for (let number = 0; number < SESSIONS; number++) {
      requests.push({ PutRequest: { Item: session(user, number) } });
    }
  }
  for (let from = 0; from < requests.length; from += 25) {
    let RequestItems = { [TableName]: requests.slice(from, from + 25) };
    while (Object.keys(RequestItems).length > 0) {
      const answer = await documents.send(new BatchWriteCommand({ RequestItems }));
      RequestItems = answer.UnprocessedItems ?? {};
    }
  }
  const Key = { user: "user-3", id: "session#011" };
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  expectSame(Item, stored(session(3, 11)));

  const Keys = [0, 1, 99].map((number) => ({ user: "user-5", id: session(5, number).id }));
  const { Responses } = await documents.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ProjectionExpression: "id" } } }),
  );
  expectSame(Responses[TableName].map(({ id }) => id).sort(), ["session#000", "session#001"]);
}

async function items(pages) {
  const all = [];
  for await (const page of pages) {
    all.push(...page.Items);
  }
  return all;
}

async function query() {
  const ofUser = await items(
    paginateQuery(
      { client: documents, pageSize: 6 },
      {
        TableName,
        KeyConditionExpression: "#u = :u AND id BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#u": "user" },
        ExpressionAttributeValues: { ":u": "user-2", ":from": "session#005", ":to": "session#018" },
      },
    ),
  );
  expectSame(
    ofUser,
    Array.from({ length: 14 }, (_, i) => stored(session(2, 5 + i))),
  );

  const expiring = await items(
    paginateQuery(
      { client: documents, pageSize: 2 },
      {
        TableName,
        IndexName: "by-expiry",
        KeyConditionExpression: "#u = :u AND expires < :t",
        ExpressionAttributeNames: { "#u": "user" },
        ExpressionAttributeValues: { ":u": "user-2", ":t": 1_900_000_003 },
      },
    ),
  );
  expectSame(
    expiring.map(({ id }) => id),
    ["session#000", "session#003", "session#006"],
  );
}

/** The global index follows the table within moments. */
async function queryByDevice() {
  const read = () =>
    items(
      paginateQuery(
        { client: documents },
        {
          TableName,
          IndexName: "by-device",
          KeyConditionExpression: "device = :d",
          FilterExpression: "settings.theme = :dark AND contains(#r, :r)",
          ExpressionAttributeNames: { "#r": "roles" },
          ExpressionAttributeValues: { ":d": "device-1", ":dark": "dark", ":r": "role-2" },
        },
      ),
    );
  const wanted = [5, 17].length * USERS;
  let found = await read();
  for (let i = 0; i < 100 && found.length < wanted; i++) {
    found = await read();
  }
  expectSame(found.length, wanted);
  expect(found.every((item, i) => i === 0 || found[i - 1].expires <= item.expires), "ordered by expiry");
}

async function scanInParallel() {
  const segments = await Promise.all(
    Array.from({ length: SEGMENTS }, (_, Segment) =>
      items(
        paginateScan(
          { client: documents, pageSize: 9 },
          { TableName, Segment, TotalSegments: SEGMENTS, ConsistentRead: true },
        ),
      ),
    ),
  );
  const keys = new Set(segments.flat().map(({ user, id }) => `${user} ${id}`));
  expectSame(keys.size, USERS * SESSIONS);
  expectSame(segments.flat().length, keys.size);
}

/** Many at once count up: read, compute, write if nobody else did meanwhile. */
async function lockOptimistically() {
  const Key = { user: "counters", id: "logins" };
  await documents.send(new PutCommand({ TableName, Item: { ...Key, version: 0, logins: 0 } }));
  const login = async () => {
    for (;;) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      try {
        await documents.send(
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression: "SET logins = :logins, version = version + :one",
            ConditionExpression: "version = :version",
            ExpressionAttributeValues: { ":logins": Item.logins + 1, ":version": Item.version, ":one": 1 },
          }),
        );
        return;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) {
          throw error;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 10 }, login));
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  expectSame(Item, { ...Key, version: 10, logins: 10 });
}

async function update() {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName,
      Key: { user: "user-1", id: "session#004" },
      UpdateExpression: "SET settings.sizes[1] = :s, seen = if_not_exists(seen, :zero) + :one REMOVE #t DELETE #r :r",
      ConditionExpression: "attribute_type(#t, :binary) AND size(settings.sizes) = :three",
      ExpressionAttributeNames: { "#t": "token", "#r": "roles" },
      ExpressionAttributeValues: {
        ":s": "two and a half",
        ":zero": 0,
        ":one": 1,
        ":three": 3,
        ":binary": "B",
        ":r": new Set(["reader"]),
      },
      ReturnValues: "UPDATED_NEW",
    }),
  );
  expectSame(Attributes, {
    settings: { sizes: ["two and a half"] },
    seen: 1,
    roles: new Set(["role-1"]),
  });
}

async function reportErrors() {
  const Key = { user: "user-1", id: "session#004" };
  const condition = new DeleteCommand({
    TableName,
    Key,
    ConditionExpression: "seen > :many",
    ExpressionAttributeValues: { ":many": 5 },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  await expectRejection(documents.send(condition), (error) => {
    expect(error instanceof ConditionalCheckFailedException);
    expectSame(error.Item.seen, { N: "1" });
    return true;
  });
  await expectRejection(documents.send(new GetCommand({ TableName, Key: { user: "user-1" } })), {
    name: "ValidationException",
    message: "The provided key element does not match the schema",
  });
  await expectRejection(
    documents.send(new GetCommand({ TableName: "javascript-nothing", Key })),
    ResourceNotFoundException,
  );
}

async function transact() {
  const from = { user: "user-0", id: "session#000" };
  const to = { user: "user-4", id: "session#900" };
  const handOver = () =>
    documents.send(
      new TransactWriteCommand({
        TransactItems: [
          { Delete: { TableName, Key: from, ConditionExpression: "attribute_exists(id)" } },
          { Put: { TableName, Item: { ...to, device: "device-9", expires: 1 } } },
          {
            ConditionCheck: {
              TableName,
              Key: { user: "counters", id: "logins" },
              ConditionExpression: "logins = :ten",
              ExpressionAttributeValues: { ":ten": 10 },
            },
          },
        ],
      }),
    );
  await handOver();
  await expectRejection(handOver(), (error) => {
    expect(error instanceof TransactionCanceledException);
    expectSame(
      error.CancellationReasons.map(({ Code }) => Code),
      ["ConditionalCheckFailed", "None", "None"],
    );
    return true;
  });
  const { Responses } = await documents.send(
    new TransactGetCommand({ TransactItems: [from, to].map((Key) => ({ Get: { TableName, Key } })) }),
  );
  expectSame(
    Responses.map(({ Item }) => Item),
    [undefined, { ...to, device: "device-9", expires: 1 }],
  );
}

async function usePartiql() {
  const Statement = `SELECT id FROM "${TableName}" WHERE "user" = ? AND begins_with(id, ?)`;
  const found = [];
  let NextToken;
  do {
    const page = await documents.send(
      new ExecuteStatementCommand({ Statement, Parameters: ["user-2", "session#01"], Limit: 4, NextToken }),
    );
    found.push(...page.Items.map(({ id }) => id));
    ({ NextToken } = page);
  } while (NextToken);
  expectSame(
    found,
    Array.from({ length: 10 }, (_, i) => session(2, 10 + i).id),
  );

  await documents.send(
    new ExecuteTransactionCommand({
      TransactStatements: ["a", "b"].map((id) => ({
        Statement: `INSERT INTO "${TableName}" VALUE {'user': 'partiql', 'id': ?, 'roles': ?}`,
        Parameters: [id, new Set([id])],
      })),
    }),
  );
  const { Responses } = await documents.send(
    new BatchExecuteStatementCommand({
      Statements: ["b", "c", "a"].map((id) => ({
        Statement: `SELECT * FROM "${TableName}" WHERE "user" = 'partiql' AND id = ?`,
        Parameters: [id],
      })),
    }),
  );
  expectSame(
    Responses.map(({ Item }) => Item?.roles),
    [new Set(["b"]), undefined, new Set(["a"])],
  );
}

async function drop() {
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  await expectRejection(client.send(new DescribeTableCommand({ TableName })), ResourceNotFoundException);
}

await create();
await load();
await query();
await queryByDevice();
await scanInParallel();
await lockOptimistically();
await update();
await reportErrors();
await transact();
await usePartiql();
await drop();
