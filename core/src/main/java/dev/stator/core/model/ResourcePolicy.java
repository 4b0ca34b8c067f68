package dev.stator.core.model;

/**
 * The policy of a table or stream, which the engine only keeps.
 *
 * @param document as it was given
 * @param revision names this state of the policy
 */
public record ResourcePolicy(String document, String revision) {}
