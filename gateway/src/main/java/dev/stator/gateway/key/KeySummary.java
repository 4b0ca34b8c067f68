package dev.stator.gateway.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a key.
 *
 * @param expires null for never
 */
public record KeySummary(
    String user, String id, boolean enabled, Instant created, @Nullable Instant expires) {}
