/**
 * The operations on items, one class each: it reads and checks the parameters in the service's
 * order, gives the engine a command, and writes the answer. What several operations share is a
 * class with a name of its own. Start at {@link dev.stator.gateway.operation.Operations}.
 *
 * <p>Invariants: operations are stateless; what was read of a request is copied when it is used
 * after {@code handle} returned; a refusal is a {@link dev.stator.core.error.RequestException} with
 * the service's message.
 */
@NullMarked
package dev.stator.gateway.operation;

import org.jspecify.annotations.NullMarked;
