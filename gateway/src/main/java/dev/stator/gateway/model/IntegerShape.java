package dev.stator.gateway.model;

/** A 32-bit number between {@code range.min()} and {@code range.max()}. */
public record IntegerShape(String name, Range range) implements Shape {}
