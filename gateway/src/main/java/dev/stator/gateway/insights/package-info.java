/**
 * The operations on Contributor Insights: whether the keys of a table or global index are told that
 * are used or throttled most. Start at {@link dev.stator.gateway.insights.InsightsOperations}.
 */
@NullMarked
package dev.stator.gateway.insights;

import org.jspecify.annotations.NullMarked;
