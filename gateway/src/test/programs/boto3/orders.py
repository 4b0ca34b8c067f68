"""A web shop's orders kept with boto3.

One table holds customers and orders, a local index orders by total, a global index by state. They are loaded
in batches, read by pages and in parallel, changed with optimistic locking, by transactions and with PartiQL.
"""

import os
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

TABLE = "boto3-orders"
CUSTOMERS = 5
ORDERS = 30
SEGMENTS = 4


def expect(what, actual, expected):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def refusal(call, **parameters):
    """The error that a call must be answered with."""
    try:
        call(**parameters)
    except ClientError as error:
        return error
    raise AssertionError(f"this succeeds and must not: {parameters}")


def create(dynamodb):
    table = dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "customer", "AttributeType": "S"},
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "total", "AttributeType": "N"},
            {"AttributeName": "state", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "customer", "KeyType": "HASH"},
            {"AttributeName": "id", "KeyType": "RANGE"},
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "by-total",
                "KeySchema": [
                    {"AttributeName": "customer", "KeyType": "HASH"},
                    {"AttributeName": "total", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-state",
                "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
            }
        ],
    )
    table.wait_until_exists()
    table.reload()
    expect("the table's status", table.table_status, "ACTIVE")
    return table


def order(customer, number):
    return {
        "customer": f"customer-{customer}",
        "id": f"order#{number:04}",
        "total": Decimal(number * 7 % ORDERS) + Decimal("0.99"),
        "state": "open" if number % 3 == 0 else "paid",
        "lines": [{"article": f"a-{number}", "count": number + 1}],
        "tags": {"new", f"t{number % 2}"},
        "receipt": bytes(range(number)),
        "note": None,
        "gift": number % 2 == 0,
    }


def load(table):
    with table.batch_writer(overwrite_by_pkeys=["customer", "id"]) as batch:
        for customer in range(CUSTOMERS):
            for number in range(ORDERS):
                batch.put_item(Item=order(customer, number))
            batch.put_item(Item={"customer": f"customer-{customer}", "id": "profile", "spent": 0})
    for number in (1, 29):
        key = {"customer": "customer-2", "id": f"order#{number:04}"}
        expect("an order as it was written", table.get_item(Key=key)["Item"], order(2, number))


def pages(call, **parameters):
    """All items of a Query or Scan, and the number of its pages."""
    items, count = [], 0
    while True:
        page = call(**parameters)
        items += page["Items"]
        count += 1
        if "LastEvaluatedKey" not in page:
            return items, count
        parameters["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def query(table):
    orders, count = pages(
        table.query,
        KeyConditionExpression=Key("customer").eq("customer-1") & Key("id").begins_with("order#"),
        Limit=7,
        ConsistentRead=True,
    )
    expect("the orders of a customer", orders, [order(1, number) for number in range(ORDERS)])
    expect("the pages they are read in", count, 5)

    dear, _ = pages(
        table.query,
        IndexName="by-total",
        KeyConditionExpression=Key("customer").eq("customer-1") & Key("total").between(10, Decimal("14.99")),
        FilterExpression=Attr("gift").eq(True) & Attr("tags").contains("t0"),
        ProjectionExpression="#t, #l[0].article",
        ExpressionAttributeNames={"#t": "total", "#l": "lines"},
        ScanIndexForward=False,
    )
    articles = {14: "a-2", 12: "a-6", 10: "a-10"}  # 7 times the number, modulo the orders, is the total
    expect(
        "the dear orders that are gifts",
        dear,
        [{"total": Decimal(f"{total}.99"), "lines": [{"article": articles[total]}]} for total in (14, 12, 10)],
    )


def query_by_state(client):
    """The global index follows the table within moments."""
    pages_of_index = client.get_paginator("query").paginate(
        TableName=TABLE,
        IndexName="by-state",
        KeyConditionExpression="#s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "open"}},
        PaginationConfig={"PageSize": 20},
    )
    for _ in range(100):
        items = [item for page in pages_of_index for item in page["Items"]]
        if len(items) == CUSTOMERS * ORDERS // 3:
            break
    expect("the open orders", len(items), CUSTOMERS * ORDERS // 3)
    expect("the attributes in the index", set(items[0]), {"customer", "id", "state", "total"})


def scan_in_parallel(table):
    def segment(number):
        return pages(table.scan, Segment=number, TotalSegments=SEGMENTS, Limit=10)[0]

    with ThreadPoolExecutor(SEGMENTS) as threads:
        segments = list(threads.map(segment, range(SEGMENTS)))
    keys = [(item["customer"], item["id"]) for items in segments for item in items]
    expect("the items in all segments", len(keys), CUSTOMERS * (ORDERS + 1))
    expect("the keys in all segments", len(set(keys)), len(keys))


def lock_optimistically(table):
    """Threads add up what a customer has spent: read, compute, write if nobody else did meanwhile."""
    key = {"customer": "customer-0", "id": "profile"}

    def spend(amount):
        while True:
            profile = table.get_item(Key=key, ConsistentRead=True)["Item"]
            try:
                table.put_item(
                    Item={**profile, "spent": profile["spent"] + amount},
                    ConditionExpression=Attr("spent").eq(profile["spent"]),
                )
                return
            except table.meta.client.exceptions.ConditionalCheckFailedException:
                continue

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(spend, range(1, 21)))
    expect("what was spent", table.get_item(Key=key, ConsistentRead=True)["Item"]["spent"], 210)


def update(table):
    key = {"customer": "customer-3", "id": "order#0004"}
    updated = table.update_item(
        Key=key,
        UpdateExpression="SET #l = list_append(#l, :more), seen = if_not_exists(seen, :zero) + :one "
        "REMOVE receipt ADD tags :tag",
        ConditionExpression="size(#l) = :one AND NOT contains(tags, :t)",
        ExpressionAttributeNames={"#l": "lines"},
        ExpressionAttributeValues={
            ":more": [{"article": "gift wrap", "count": 1}],
            ":zero": 0,
            ":one": 1,
            ":tag": {"wrapped"},
            ":t": "wrapped",
        },
        ReturnValues="ALL_NEW",
    )
    expected = order(3, 4)
    del expected["receipt"]
    expected["lines"].append({"article": "gift wrap", "count": 1})
    expected["tags"].add("wrapped")
    expected["seen"] = 1
    expect("the updated order", updated["Attributes"], expected)


def report_errors(table):
    key = {"customer": "customer-3", "id": "order#0004"}
    error = refusal(table.delete_item, Key=key, ConditionExpression=Attr("total").lt(0))
    expect("a failed condition", error.response["Error"]["Code"], "ConditionalCheckFailedException")
    error = refusal(table.get_item, Key={"customer": "customer-3"})
    expect(
        "a key that is too short",
        error.response["Error"],
        {"Message": "The provided key element does not match the schema", "Code": "ValidationException"},
    )
    error = refusal(table.put_item, Item={**key, "text": "x" * 410_000})
    expect("an item that is too large", error.response["Error"]["Message"], "Item size has exceeded the maximum allowed size")
    error = refusal(table.query, KeyConditionExpression=Key("id").eq("profile"))
    expect(
        "a query without partition key",
        error.response["Error"]["Message"],
        "Query condition missed key schema element: customer",
    )


def transact(client):
    def pay(number, token):
        return client.transact_write_items(
            ClientRequestToken=token,
            TransactItems=[
                {
                    "Update": {
                        "TableName": TABLE,
                        "Key": {"customer": {"S": "customer-4"}, "id": {"S": f"order#{number:04}"}},
                        "UpdateExpression": "SET #s = :paid",
                        "ConditionExpression": "#s = :open",
                        "ExpressionAttributeNames": {"#s": "state"},
                        "ExpressionAttributeValues": {":paid": {"S": "paid"}, ":open": {"S": "open"}},
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
                {
                    "Update": {
                        "TableName": TABLE,
                        "Key": {"customer": {"S": "customer-4"}, "id": {"S": "profile"}},
                        "UpdateExpression": "ADD spent :amount",
                        "ExpressionAttributeValues": {":amount": {"N": "100.5"}},
                    }
                },
            ],
        )

    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    pay(3, first)
    pay(3, first)  # a repeat of the same request changes nothing
    reasons = refusal(pay, number=3, token=second).response["CancellationReasons"]
    expect("the reasons", [reason["Code"] for reason in reasons], ["ConditionalCheckFailed", "None"])
    expect("the item of the first reason", reasons[0]["Item"]["state"], {"S": "paid"})
    error = refusal(pay, number=6, token=first)
    expect("another request with the token", error.response["Error"]["Code"], "IdempotentParameterMismatchException")

    read = client.transact_get_items(
        TransactItems=[
            {
                "Get": {
                    "TableName": TABLE,
                    "Key": {"customer": {"S": "customer-4"}, "id": {"S": item_id}},
                    "ProjectionExpression": "spent, #s",
                    "ExpressionAttributeNames": {"#s": "state"},
                }
            }
            for item_id in ("profile", "order#0003", "nothing")
        ]
    )
    expect(
        "what the transaction left",
        read["Responses"],
        [{"Item": {"spent": {"N": "100.5"}}}, {"Item": {"state": {"S": "paid"}}}, {}],
    )


def use_partiql(client):
    client.execute_statement(
        Statement=f"INSERT INTO \"{TABLE}\" VALUE {{'customer': ?, 'id': 'profile', 'spent': ?}}",
        Parameters=[{"S": "customer-9"}, {"N": "0.10"}],
    )
    answers = client.batch_execute_statement(
        Statements=[
            {
                "Statement": f"SELECT spent FROM \"{TABLE}\" WHERE customer = ? AND id = 'profile'",
                "Parameters": [{"S": who}],
            }
            for who in ("customer-9", "customer-8")
        ]
    )["Responses"]
    expect("what is found", [answer.get("Item") for answer in answers], [{"spent": {"N": "0.1"}}, None])
    error = refusal(
        client.execute_statement,
        Statement=f"INSERT INTO \"{TABLE}\" VALUE {{'customer': 'customer-9', 'id': 'profile'}}",
    )
    expect("a second insert", error.response["Error"]["Code"], "DuplicateItemException")


def change_and_drop(client, table):
    """An index made later is filled with what is there."""
    client.update_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "by-id",
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            }
        ],
    )
    waiter = client.get_waiter("table_exists")
    waiter.config.delay = 1
    while True:
        waiter.wait(TableName=TABLE)
        indexes = client.describe_table(TableName=TABLE)["Table"]["GlobalSecondaryIndexes"]
        if {index["IndexStatus"] for index in indexes} == {"ACTIVE"}:
            break
    profiles, _ = pages(table.query, IndexName="by-id", KeyConditionExpression=Key("id").eq("profile"))
    expect("the profiles", len(profiles), CUSTOMERS + 1)

    table.delete()
    waiter = client.get_waiter("table_not_exists")
    waiter.config.delay = 1
    waiter.wait(TableName=TABLE)
    expect("a table that is gone", refusal(table.load).response["Error"]["Code"], "ResourceNotFoundException")


def main():
    dynamodb = boto3.resource("dynamodb", endpoint_url=os.environ["SERVER_ENDPOINT"])
    client = boto3.client("dynamodb", endpoint_url=os.environ["SERVER_ENDPOINT"])
    table = create(dynamodb)
    load(table)
    query(table)
    query_by_state(client)
    scan_in_parallel(table)
    lock_optimistically(table)
    update(table)
    report_errors(table)
    transact(client)
    use_partiql(client)
    change_and_drop(client, table)


if __name__ == "__main__":
    try:
        main()
    except AssertionError as failure:
        sys.exit(f"orders.py: {failure}")
