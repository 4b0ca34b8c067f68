package dev.stator.gateway.model;

/** A 64-bit number between {@code range.min()} and {@code range.max()}. */
public record LongShape(String name, Range range) implements Shape {}
