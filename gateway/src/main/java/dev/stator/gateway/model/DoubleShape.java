package dev.stator.gateway.model;

/** A 64-bit floating point number. */
public record DoubleShape(String name) implements Shape {}
