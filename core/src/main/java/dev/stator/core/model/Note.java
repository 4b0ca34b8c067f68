package dev.stator.core.model;

/**
 * A text that is kept with the tables under a name, durably: what became of an import, say. The
 * engine does not read it.
 */
public record Note(String name, String text) {}
