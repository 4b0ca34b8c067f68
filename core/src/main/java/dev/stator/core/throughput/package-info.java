/**
 * What tables, global indexes and partitions may consume, and what they do consume. A {@link
 * dev.stator.core.throughput.Meter} counts the reads or the writes of one of them and says, by its
 * {@link dev.stator.core.throughput.TokenBucket}s, whether it takes a further request; {@link
 * dev.stator.core.throughput.TableThroughput} has all meters of a table. Start there.
 *
 * <p>A request is admitted when none of the buckets it needs is empty. What it consumes is known
 * only when it is answered: what is known before is taken at admission, the rest afterwards, and
 * may leave a bucket in debt. So the rate over a longer time is exact whatever the items' sizes.
 *
 * <p>Units are counted in halves, since an eventually consistent read costs half a unit. Time is
 * passed in as nanoseconds of one {@link org.agrona.concurrent.NanoClock}; nothing here reads a
 * clock, sleeps, or has a thread.
 *
 * <p>The seam for whoever adapts partitions to traffic: {@link
 * dev.stator.core.throughput.KeyObserver} is told each key and what was known of its cost at
 * admission, on the thread of the session, and whether it was refused; {@link
 * dev.stator.core.throughput.Meter#consumedHalves} of each {@link
 * dev.stator.core.throughput.PartitionMeter} is exact. {@link
 * dev.stator.core.throughput.ResourceThroughput#configure} takes the partitions anew when they have
 * changed: meters of partitions that stay are kept with all they have counted.
 *
 * <p>Invariants: everything may be used by many threads at once without locks, except {@code
 * configure}, which one thread calls; nothing on the path of a request allocates.
 */
@NullMarked
package dev.stator.core.throughput;

import org.jspecify.annotations.NullMarked;
