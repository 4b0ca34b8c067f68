package dev.stator.gateway.model;

/** A list of elements of one shape. */
public record ListShape(String name, Shape element, Range length) implements Shape {}
