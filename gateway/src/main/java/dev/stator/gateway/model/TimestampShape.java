package dev.stator.gateway.model;

/** A point in time, seconds since 1970 in JSON. */
public record TimestampShape(String name) implements Shape {}
