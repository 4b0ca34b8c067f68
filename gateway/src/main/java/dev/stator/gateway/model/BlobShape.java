package dev.stator.gateway.model;

/** Bytes, base64 in JSON. */
public record BlobShape(String name) implements Shape {}
