#!/bin/sh
# An operator makes a key, puts what is printed into the files of the AWS CLI, and is let in; the key is
# replaced, disabled and deleted while the server runs.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER=''
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_DEFAULT_REGION
export AWS_SHARED_CREDENTIALS_FILE="$work/credentials" AWS_CONFIG_FILE="$work/config"

fail() {
  echo "keys.sh: $*" >&2
  exit 1
}

keys() {
  command=$1
  shift
  $SERVER_PROGRAM keys "$command" --data "$SERVER_DATA" "$@"
}

# Takes the two blocks apart that a new key is printed as.
install() {
  keys "$@" --endpoint "$SERVER_ENDPOINT" >"$work/printed"
  sed -n '1,/^$/p' "$work/printed" >"$work/credentials"
  sed '1,/^$/d' "$work/printed" >"$work/config"
}

# Waits until the server answers with an error that has $1 in it, or with none where it is empty.
expect() {
  tries=0
  until is_answer "$1"; do
    tries=$((tries + 1))
    [ $tries -lt 10 ] || fail "expected '$1', got '$answer'"
  done
}

is_answer() {
  answer=$(aws --profile stator dynamodb list-tables --output text 2>&1) && [ -z "$1" ] && return
  case $answer in
  *"${1:-no error}"*) return 0 ;;
  *) return 1 ;;
  esac
}

install create ann
expect ''
keys disable ann
expect UnrecognizedClientException
keys enable ann
expect ''
install rotate ann
expect ''
grep -q "$(sed -n 's/^aws_access_key_id = //p' "$work/credentials")" <<TEXT || fail 'the list lacks the key'
$(keys list)
TEXT
sed -i 's/^aws_secret_access_key = ./&x/' "$work/credentials"
expect InvalidSignatureException
keys delete ann
expect UnrecognizedClientException
