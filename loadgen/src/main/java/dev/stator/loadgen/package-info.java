/**
 * A load generator for any endpoint that speaks DynamoDB's HTTP API; shares no code with the
 * server.
 *
 * <p>The load is a closed loop: each connection sends its next request when the last one was
 * answered, so a slow server gets less load. Latencies are service times. Nothing is retried, and
 * every answer that is not a success is counted by its type. Start reading at {@link
 * dev.stator.loadgen.RunCommand}.
 */
@NullMarked
package dev.stator.loadgen;

import org.jspecify.annotations.NullMarked;
