package dev.stator.gateway.model;

/** DynamoDB's value type: one of S, N, B, SS, NS, BS, M, L, NULL, BOOL. */
public record AttributeValueShape(String name) implements Shape {}
