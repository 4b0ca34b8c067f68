// What the AWS SDK for JavaScript v3 does when it is throttled: it tries again what the service would have it try again,
// as often as it is told to, and nothing else. Debts take a minute and a half to be paid, so no machine is too slow.

import { deepStrictEqual as expectSame, ok as expect, rejects as expectRejection } from "node:assert";
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  ThrottlingException,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateTableCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";

const ATTEMPTS = 3;
const LARGE = "x".repeat(400 * 1024 - 100);
const SPENT = "javascript-spent";
const RAISED = "javascript-raised";
const LIMITED = "javascript-limited";
const IDLE = "javascript-idle";
const TABLES = [SPENT, RAISED, LIMITED, IDLE];

const endpoint = process.env.SERVER_ENDPOINT;
const client = new DynamoDBClient({ endpoint, retryMode: "standard", maxAttempts: ATTEMPTS });

const put = (TableName, body, more) =>
  new PutItemCommand({ TableName, Item: { pk: { S: "k" }, body: { S: body } }, ...more });
const units = (count) => ({ ReadCapacityUnits: count, WriteCapacityUnits: count });

async function create(TableName, capacity) {
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      ...capacity,
    }),
  );
}

/** The error of a request that must fail, and fail so. */
async function failure(type, command) {
  let thrown;
  await expectRejection(client.send(command), (error) => {
    thrown = error;
    return error instanceof type;
  });
  return thrown;
}

const reasonOf = (table, reason) => [
  { reason, resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}` },
];

async function throttled() {
  const exceeded = await failure(ProvisionedThroughputExceededException, put(SPENT, "small"));
  expectSame(exceeded.$metadata.attempts, ATTEMPTS);
  expectSame(exceeded.ThrottlingReasons, reasonOf(SPENT, "TableWriteProvisionedThroughputExceeded"));

  const read = new GetItemCommand({ TableName: LIMITED, Key: { pk: { S: "k" } }, ConsistentRead: true });
  await client.send(read); // 100 units, where one a second is the most
  const limited = await failure(ThrottlingException, read);
  expectSame(limited.$metadata.attempts, ATTEMPTS);
  expectSame(limited.throttlingReasons, reasonOf(LIMITED, "TableReadMaxOnDemandThroughputExceeded"));
}

/** The throughput is raised after the first refusal: then one of the next attempts is admitted. */
async function admittedInTheEnd() {
  const patient = new DynamoDBClient({ endpoint, retryMode: "standard", maxAttempts: 20 });
  let refusals = 0;
  patient.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        expect(error instanceof ProvisionedThroughputExceededException, error.name);
        if (refusals++ === 0) {
          const ProvisionedThroughput = units(1_000);
          await client.send(new UpdateTableCommand({ TableName: RAISED, ProvisionedThroughput }));
        }
        throw error;
      }
    },
    { step: "finalizeRequest", priority: "low", name: "raiseThroughput" }, // within the retries
  );

  const { $metadata } = await patient.send(put(RAISED, "small"));

  expect(refusals > 0, "it was not throttled");
  expectSame($metadata.attempts, refusals + 1);
  patient.destroy();
}

async function batches() {
  const write = [{ PutRequest: { Item: { pk: { S: "b" } } } }];
  const nothing = new BatchWriteItemCommand({ RequestItems: { [SPENT]: write } });
  const exceeded = await failure(ProvisionedThroughputExceededException, nothing);
  expectSame(exceeded.$metadata.attempts, ATTEMPTS);

  const something = new BatchWriteItemCommand({ RequestItems: { [SPENT]: write, [IDLE]: write } });
  const { UnprocessedItems, $metadata } = await client.send(something);
  expectSame(UnprocessedItems, { [SPENT]: write });
  expectSame($metadata.attempts, 1);
}

async function notRetried() {
  const invalid = await failure(Error, new PutItemCommand({ TableName: IDLE, Item: { x: { S: "y" } } }));
  expectSame([invalid.name, invalid.$metadata.attempts], ["ValidationException", 1]);

  const unmet = put(IDLE, "v", { ConditionExpression: "attribute_exists(nothing)" });
  const failed = await failure(ConditionalCheckFailedException, unmet);
  expectSame(failed.$metadata.attempts, 1);

  const Put = { TableName: SPENT, Item: { pk: { S: "t" } } };
  const canceled = await failure(
    TransactionCanceledException,
    new TransactWriteItemsCommand({ TransactItems: [{ Put }] }),
  );
  expectSame(canceled.CancellationReasons[0].Code, "ProvisionedThroughputExceeded");
  expectSame(canceled.$metadata.attempts, 1);
}

for (const table of [SPENT, RAISED, IDLE]) {
  await create(table, { BillingMode: "PROVISIONED", ProvisionedThroughput: units(1) });
}
await create(LIMITED, {
  BillingMode: "PAY_PER_REQUEST",
  OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: -1 },
});
for (const TableName of TABLES) {
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
}
for (const table of [SPENT, RAISED, LIMITED]) {
  await client.send(put(table, LARGE)); // 400 units, where 300 are saved
}
await throttled();
await admittedInTheEnd();
await batches();
await notRetried();
for (const TableName of TABLES) {
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName }); // not being changed any more
  await client.send(new DeleteTableCommand({ TableName }));
}
client.destroy();
