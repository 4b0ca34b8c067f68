package dev.stator.core.engine;

/** One action of a transaction on one item: a write, or the check of a condition. */
public sealed interface WriteRequest
    permits PutRequest, UpdateRequest, DeleteRequest, CheckRequest {
  Table table();
}
