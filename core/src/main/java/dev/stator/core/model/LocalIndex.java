package dev.stator.core.model;

/** A local secondary index: the hash key of the table with another range key. */
public record LocalIndex(String name, KeySchema keys, Projection projection) {}
