package dev.stator.gateway.model;

/**
 * An operation of a service.
 *
 * @param target how the {@code X-Amz-Target} header names it
 */
public record Operation(String target, String name, StructureShape input, StructureShape output) {}
