/**
 * Stator and another implementation of DynamoDB side by side: the same random requests, valid and
 * not, from the same starting state, and the answers compared. Every difference that is known and
 * meant has a line in {@link dev.stator.gateway.differential.KnownDifferences}; any other fails the
 * test. Start at {@link dev.stator.gateway.differential.DifferentialTest}.
 */
@NullMarked
package dev.stator.gateway.differential;

import org.jspecify.annotations.NullMarked;
