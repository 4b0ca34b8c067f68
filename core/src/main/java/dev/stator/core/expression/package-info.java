/**
 * Expressions: their syntax trees, the parsers that make them, and the evaluators that run them on
 * encoded items.
 *
 * <p>Invariants: trees are immutable and hold no state of an evaluation; names are resolved, so a
 * tree needs no placeholders; every refusal is a {@link dev.stator.core.error.RequestException}
 * with the service's message. Start at {@link dev.stator.core.expression.ExpressionParser}.
 */
@NullMarked
package dev.stator.core.expression;

import org.jspecify.annotations.NullMarked;
