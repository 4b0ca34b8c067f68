package dev.stator.gateway.access;

/**
 * One thing that a request wants to do with one resource.
 *
 * @param action as policies name it, {@code dynamodb:PutItem}
 * @param resource an ARN of this server
 * @param table the name of the table it is about, empty if it is about none
 */
record Access(String action, String resource, String table, ItemConditions items) {}
