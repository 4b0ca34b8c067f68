#!/bin/sh
# A lending library run with the AWS CLI: a table with both kinds of indexes, filled from files, read by
# pages, changed under conditions, by a transaction and with PartiQL.
set -eu

table=cli-library
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER=''

dynamodb() {
  aws --endpoint-url "$SERVER_ENDPOINT" --output text dynamodb "$@"
}

fail() {
  echo "library.sh: $*" >&2
  exit 1
}

# Whether $2 is $3, both of one line; $1 says what it is.
expect() {
  [ "$2" = "$3" ] || fail "$1: expected '$3', got '$2'"
}

# Whether the command $2... fails and says $1.
expect_error() {
  wanted=$1
  shift
  if "$@" >"$work/out" 2>"$work/err"; then
    fail "this succeeds and must not: $*"
  fi
  grep -q "$wanted" "$work/err" || fail "expected '$wanted', got '$(cat "$work/err")'"
}

one_line() {
  tr -s '\t\n' '  ' | sed 's/ $//'
}

# An item of the table: shelf, title, author, year.
book() {
  printf '{"shelf":{"S":"%s"},"title":{"S":"%s"},"author":{"S":"%s"},"year":{"N":"%s"}}' "$@"
}

create() {
  status=$(dynamodb create-table --table-name "$table" --billing-mode PAY_PER_REQUEST \
    --attribute-definitions AttributeName=shelf,AttributeType=S AttributeName=title,AttributeType=S \
    AttributeName=author,AttributeType=S AttributeName=year,AttributeType=N \
    --key-schema AttributeName=shelf,KeyType=HASH AttributeName=title,KeyType=RANGE \
    --local-secondary-indexes 'IndexName=by-year,KeySchema=[{AttributeName=shelf,KeyType=HASH},{AttributeName=year,KeyType=RANGE}],Projection={ProjectionType=ALL}' \
    --global-secondary-indexes 'IndexName=by-author,KeySchema=[{AttributeName=author,KeyType=HASH},{AttributeName=year,KeyType=RANGE}],Projection={ProjectionType=KEYS_ONLY}' \
    --query TableDescription.TableStatus)
  expect 'the status of a new table' "$status" CREATING
  dynamodb wait table-exists --table-name "$table"
}

# 20 books on two shelves in one batch; every fifth one is by the same author.
load() {
  {
    printf '{"%s":[' "$table"
    for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
      [ "$i" = 10 ] || printf ','
      printf '{"PutRequest":{"Item":%s}}' \
        "$(book "shelf-$((i % 2))" "title-$i" "author-$((i % 5))" "$((2040 - i))")"
    done
    printf ']}'
  } >"$work/batch.json"
  left=$(dynamodb batch-write-item --request-items "file://$work/batch.json" \
    --query 'length(keys(UnprocessedItems))')
  expect 'what the batch left' "$left" 0
}

read_by_pages() {
  count=$(dynamodb query --table-name "$table" --page-size 3 --consistent-read \
    --key-condition-expression 'shelf = :s AND begins_with(title, :t)' \
    --expression-attribute-values '{":s":{"S":"shelf-1"},":t":{"S":"title-"}}' \
    --query 'length(Items)' | awk '{ n += $1 } END { print n }')
  expect 'the books of a shelf' "$count" 10

  dynamodb query --table-name "$table" --index-name by-year --no-scan-index-forward --max-items 2 \
    --key-condition-expression 'shelf = :s' --expression-attribute-values '{":s":{"S":"shelf-0"}}' \
    --output json >"$work/page.json"
  expect 'the newest books of a shelf' \
    "$(grep -o 'title-[0-9]*' "$work/page.json" | one_line)" 'title-10 title-12'
  token=$(sed -n 's/.*"NextToken": "\(.*\)".*/\1/p' "$work/page.json")
  titles=$(dynamodb query --table-name "$table" --index-name by-year --no-scan-index-forward \
    --max-items 2 --starting-token "$token" \
    --key-condition-expression 'shelf = :s' --expression-attribute-values '{":s":{"S":"shelf-0"}}' \
    --query 'Items[].title.S' | grep title | one_line)
  expect 'the next books of that shelf' "$titles" 'title-14 title-16'

  count=$(dynamodb scan --table-name "$table" --page-size 6 --select COUNT --query Count |
    awk '{ n += $1 } END { print n }')
  expect 'the books of the library' "$count" 20
}

# The global index follows the table within moments.
read_by_author() {
  tries=0
  until [ "$(query_author)" = 'title-26 title-21 title-16 title-11' ]; do
    tries=$((tries + 1))
    [ $tries -lt 20 ] || fail "the books of an author: got '$(query_author)'"
  done
}

query_author() {
  dynamodb query --table-name "$table" --index-name by-author \
    --key-condition-expression 'author = :a' --expression-attribute-values '{":a":{"S":"author-1"}}' \
    --query 'Items[].title.S' | one_line
}

lend() {
  dynamodb update-item --table-name "$table" \
    --key '{"shelf":{"S":"shelf-0"},"title":{"S":"title-10"}}' \
    --update-expression 'SET reader = :r ADD loans :one' \
    --condition-expression 'attribute_exists(title) AND attribute_not_exists(reader)' \
    --expression-attribute-values "{\":r\":{\"S\":\"$1\"},\":one\":{\"N\":\"1\"}}" \
    --return-values UPDATED_NEW --query 'Attributes.[reader.S,loans.N]'
}

change() {
  expect 'a loan' "$(lend ann | one_line)" 'ann 1'
  expect_error 'ConditionalCheckFailedException.*The conditional request failed' lend bob
  expect_error 'ValidationException.*The provided key element does not match the schema' \
    dynamodb get-item --table-name "$table" --key '{"shelf":{"S":"shelf-0"}}'
}

# A book moves to another shelf, or stays where it is.
move() {
  cat >"$work/move.json" <<TEXT
[{"Delete":{"TableName":"$table","Key":{"shelf":{"S":"$1"},"title":{"S":"title-20"}},
  "ConditionExpression":"attribute_exists(title)"}},
 {"Put":{"TableName":"$table","Item":$(book "$2" title-20 author-0 2020),
  "ConditionExpression":"attribute_not_exists(title)"}}]
TEXT
  dynamodb transact-write-items --transact-items "file://$work/move.json"
}

transact() {
  move shelf-0 shelf-9
  expect_error 'TransactionCanceledException.*\[ConditionalCheckFailed, ConditionalCheckFailed\]' \
    move shelf-0 shelf-9
  shelves=$(dynamodb execute-statement \
    --statement "SELECT shelf FROM \"$table\" WHERE shelf IN ['shelf-0', 'shelf-9'] AND title = 'title-20'" \
    --query 'Items[].shelf.S')
  expect 'where the moved book is' "$shelves" shelf-9
  dynamodb execute-statement --parameters '[{"S":"shelf-9"},{"S":"title-20"}]' \
    --statement "UPDATE \"$table\" SET lost = true WHERE shelf = ? AND title = ?"
  lost=$(dynamodb get-item --table-name "$table" --projection-expression '#l' \
    --expression-attribute-names '{"#l":"lost"}' \
    --key '{"shelf":{"S":"shelf-9"},"title":{"S":"title-20"}}' --query Item.lost.BOOL)
  expect 'what PartiQL wrote' "$lost" True
}

close() {
  dynamodb delete-table --table-name "$table" --query TableDescription.TableName >"$work/deleted"
  dynamodb wait table-not-exists --table-name "$table"
  expect_error 'ResourceNotFoundException.*Requested resource not found' \
    dynamodb describe-table --table-name "$table"
}

create
load
read_by_pages
read_by_author
change
transact
close
