package dev.stator.core.worker;

import dev.stator.core.expression.ItemProjection;
import org.jspecify.annotations.Nullable;

/**
 * One item that a transaction reads.
 *
 * @param key encoded
 */
@SuppressWarnings("ArrayRecordComponent") // passed from a session to a worker, compared by nobody
public record KeyedRead(long partition, byte[] key, @Nullable ItemProjection projection) {}
