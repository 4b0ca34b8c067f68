package dev.stator.loadgen.run;

import dev.stator.loadgen.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * When one loop starts its calls. All times of {@link System#nanoTime}.
 *
 * @param schedule the intended starts; null for a closed loop, in which each connection begins its
 *     next call when the last one has ended
 * @param measureFromNs what is meant to start before is not measured
 * @param endNs when a closed loop begins no more calls
 * @param timeoutNs for one request
 * @param maxInFlight calls of this loop that are begun or wait for a connection; those above are
 *     dropped
 */
record Pace(
    @Nullable Schedule schedule,
    long startNs,
    long measureFromNs,
    long endNs,
    long timeoutNs,
    int maxInFlight) {}
