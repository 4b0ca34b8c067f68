package dev.stator.gateway.model;

/** True or false. */
public record BooleanShape(String name) implements Shape {}
