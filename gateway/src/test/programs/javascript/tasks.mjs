// Tasks and employees of a company in one table, modelled with ElectroDB: entities whose keys are composed, collections
// over several entities, batches, pages, conditions, optimistic locking and transactions.

import { deepStrictEqual as expectSame, ok as expect, rejects as expectRejection } from "node:assert";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { Entity, Service } from "electrodb";

const table = "electrodb-company";
const client = new DynamoDBClient({ endpoint: process.env.SERVER_ENDPOINT });

const employees = new Entity(
  {
    model: { entity: "employee", version: "1", service: "company" },
    attributes: {
      employee: { type: "string", required: true },
      team: { type: "string", required: true },
      office: { type: "string", required: true },
      salary: { type: "number", required: true },
      skills: { type: "set", items: "string" },
      address: { type: "map", properties: { city: { type: "string" }, zip: { type: "string" } } },
      history: { type: "list", items: { type: "string" }, default: () => [] },
      version: { type: "number", default: 1 },
      changedAt: { type: "number", watch: "*", set: () => Date.now(), readOnly: false },
    },
    indexes: {
      employee: {
        pk: { field: "pk", composite: ["employee"] },
        sk: { field: "sk", composite: [] },
      },
      staff: {
        index: "gsi1",
        collection: "workplace",
        pk: { field: "gsi1pk", composite: ["office"] },
        sk: { field: "gsi1sk", composite: ["team", "employee"] },
      },
    },
  },
  { client, table },
);

const tasks = new Entity(
  {
    model: { entity: "task", version: "1", service: "company" },
    attributes: {
      task: { type: "string", required: true },
      employee: { type: "string", required: true },
      office: { type: "string", required: true },
      project: { type: "string", required: true },
      points: { type: "number", default: 0 },
      state: { type: ["open", "started", "done"], default: "open" },
    },
    indexes: {
      task: {
        pk: { field: "pk", composite: ["project"] },
        sk: { field: "sk", composite: ["task"] },
      },
      ofOffice: {
        index: "gsi1",
        collection: "workplace",
        pk: { field: "gsi1pk", composite: ["office"] },
        sk: { field: "gsi1sk", composite: ["project", "task"] },
      },
      ofEmployee: {
        index: "gsi2",
        pk: { field: "gsi2pk", composite: ["employee"] },
        sk: { field: "gsi2sk", composite: ["state", "task"] },
      },
    },
  },
  { client, table },
);

const company = new Service({ employees, tasks });

const employee = (number) => ({
  employee: `employee-${String(number).padStart(2, "0")}`,
  team: number % 2 ? "red" : "blue",
  office: number < 6 ? "north" : "south",
  salary: 1000 + number,
  skills: ["java", `skill-${number}`],
  address: { city: `city-${number}`, zip: String(10_000 + number) },
});

const task = (number) => ({
  task: `task-${String(number).padStart(2, "0")}`,
  project: number % 3 ? "moon" : "mars",
  employee: employee(number % 10).employee,
  office: employee(number % 10).office,
  points: number,
});

/** What a global index answers, once it has followed the table. */
async function eventually(count, read) {
  for (let i = 0; i < 100; i++) {
    const { data } = await read();
    if (data.length === count) {
      return data;
    }
  }
  throw new Error(`an index does not have ${count} entries: ${JSON.stringify((await read()).data)}`);
}

async function create() {
  const keys = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"];
  const schema = (prefix) => [
    { AttributeName: `${prefix}pk`, KeyType: "HASH" },
    { AttributeName: `${prefix}sk`, KeyType: "RANGE" },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: schema(""),
      GlobalSecondaryIndexes: ["gsi1", "gsi2"].map((IndexName) => ({
        IndexName,
        KeySchema: schema(IndexName),
        Projection: { ProjectionType: "ALL" },
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table });
}

async function load() {
  const people = Array.from({ length: 10 }, (_, i) => employee(i));
  const work = Array.from({ length: 60 }, (_, i) => task(i));
  expectSame((await employees.put(people).go()).unprocessed, []);
  expectSame((await tasks.put(work).go({ concurrent: 2 })).unprocessed, []);

  const { data } = await employees.get({ employee: "employee-07" }).go({ consistent: true });
  const { changedAt, ...written } = data;
  expectSame(written, { ...employee(7), history: [], version: 1 });
  expect(changedAt > 0, "an attribute is derived from the others");
  const batch = await tasks.get([task(3), task(4), { project: "moon", task: "nothing" }]).go();
  expectSame(batch.data.map(({ points }) => points).sort(), [3, 4]);
}

async function query() {
  const found = [];
  let cursor = null;
  do {
    const page = await tasks.query
      .task({ project: "moon" })
      .gte({ task: "task-20" })
      .where(({ points }, { lt }) => lt(points, 50))
      .go({ cursor, limit: 6, order: "desc" });
    found.push(...page.data.map(({ points }) => points));
    ({ cursor } = page);
  } while (cursor !== null);
  const expected = Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 3 && i >= 20 && i < 50);
  expectSame(found, expected.reverse());

  await eventually(6, () => tasks.query.ofEmployee({ employee: "employee-02", state: "open" }).go());
  await eventually(6, () => employees.query.staff({ office: "north" }).go());
  await eventually(36, () => tasks.query.ofOffice({ office: "north" }).go({ pages: "all" }));
  const { data: workplace } = await company.collections.workplace({ office: "north" }).go({ pages: "all" });
  expectSame([workplace.employees.length, workplace.tasks.length], [6, 36]);
  const { data: rich } = await employees.scan
    .where(({ salary, skills }, { gte, contains }) => `${gte(salary, 1008)} AND ${contains(skills, "java")}`)
    .go({ pages: "all" });
  expectSame(rich.map(({ salary }) => salary).sort(), [1008, 1009]);
}

async function change() {
  await expectRejection(employees.create(employee(1)).go(), /conditional request failed/i);
  const { data } = await employees
    .patch({ employee: "employee-01" })
    .add({ salary: 500, skills: ["go"] })
    .append({ history: ["raise"] })
    .data(({ address }, { set }) => set(address.city, "Paris"))
    .set({ team: "blue", office: "north" })
    .where(({ salary }, { between }) => between(salary, 1000, 1100))
    .go({ response: "all_new" });
  expectSame(
    [data.salary, data.skills.sort(), data.history, data.address.city, data.team],
    [1501, ["go", "java", "skill-1"], ["raise"], "Paris", "blue"],
  );
  await expectRejection(
    employees.patch({ employee: "employee-99" }).add({ salary: 1 }).go(),
    /conditional request failed/i,
  );
  await eventually(4, () => employees.query.staff({ office: "north", team: "blue" }).go());
  await tasks.upsert({ ...task(70), state: "started" }).go();
  await tasks.upsert({ ...task(70), state: "done", points: 71 }).go();
  const { data: upserted } = await tasks.get(task(70)).go();
  expectSame([upserted.state, upserted.points], ["done", 71]);
  await tasks.remove(task(70)).go();
  expectSame((await tasks.get(task(70)).go()).data, null);
}

/** Many at once: whoever was overtaken reads again. */
async function lockOptimistically() {
  const key = { employee: "employee-03" };
  const raise = async () => {
    for (;;) {
      const { data } = await employees.get(key).go({ consistent: true });
      try {
        await employees
          .patch(key)
          .set({ salary: data.salary + 1, version: data.version + 1 })
          .where(({ version }, { eq }) => eq(version, data.version))
          .go();
        return;
      } catch (error) {
        if (error.cause?.name !== "ConditionalCheckFailedException") {
          throw error;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, raise));
  const { data } = await employees.get(key).go({ consistent: true });
  expectSame([data.salary, data.version], [1011, 9]);
}

async function transact() {
  const start = () =>
    company.transaction
      .write(({ employees, tasks }) => [
        tasks
          .patch(task(5))
          .set({ state: "started" })
          .where(({ state }, { eq }) => eq(state, "open"))
          .commit({ response: "all_old" }),
        employees.patch({ employee: "employee-05" }).append({ history: ["task-05"] }).commit(),
        employees.check({ employee: "employee-06" }).where(({ salary }, { exists }) => exists(salary)).commit(),
      ])
      .go();
  expectSame((await start()).canceled, false);
  const repeated = await start();
  expectSame(repeated.canceled, true);
  expectSame(
    repeated.data.map(({ code }) => code),
    ["ConditionalCheckFailed", "None", "None"],
  );
  expectSame(repeated.data[0].item.state, "started");

  const { data } = await company.transaction
    .get(({ employees, tasks }) => [
      tasks.get(task(5)).commit(),
      employees.get({ employee: "employee-05" }).commit(),
      employees.get({ employee: "nobody" }).commit(),
    ])
    .go();
  expectSame(
    [data[0].item.state, data[1].item.history, data[2].item],
    ["started", ["task-05"], null],
  );
}

async function drop() {
  await client.send(new DeleteTableCommand({ TableName: table }));
  await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table });
}

await create();
await load();
await query();
await change();
await lockOptimistically();
await transact();
await drop();
