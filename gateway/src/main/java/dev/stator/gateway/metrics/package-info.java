/**
 * What a server counts and how Prometheus gets it. Event loops count for themselves, in arrays that
 * have one writer and cost nothing to read, and everything is put together when somebody asks. The
 * names are the service's, as in CloudWatch, and a few of our own. The number of series is bounded:
 * of all tables only the first so many have series of their own. Start at {@link
 * dev.stator.gateway.metrics.ServerMetrics}.
 */
@NullMarked
package dev.stator.gateway.metrics;

import org.jspecify.annotations.NullMarked;
