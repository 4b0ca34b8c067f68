/**
 * PartiQL statements: text to syntax tree ({@link dev.stator.gateway.partiql.StatementParser}),
 * tree to what can be checked without a table ({@link dev.stator.gateway.partiql.Command}), and
 * that to the same reads and writes the other operations use ({@link
 * dev.stator.gateway.partiql.Planner}). How a plan is carried out - alone, in a batch - is up to
 * the operation. Start at {@link dev.stator.gateway.partiql.ExecuteStatement}.
 *
 * <p>Invariants: trees, commands and plans are immutable and hold copies of parameters, so they
 * outlive the request; whatever the text, the only exception is a {@link
 * dev.stator.core.error.RequestException}, and nesting is bounded before anything recurses.
 */
@NullMarked
package dev.stator.gateway.partiql;

import org.jspecify.annotations.NullMarked;
