package dev.stator.gateway.model;

/** An operation of the service. */
public record Operation(String name, StructureShape input, StructureShape output) {}
