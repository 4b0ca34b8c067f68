/**
 * The operations on streams: list, describe, find a place in a shard, read changes from there. A
 * shard is what one partition of the table holds of the stream. The server keeps nothing about who
 * reads: {@link dev.stator.gateway.stream.ShardIterator} carries all that is needed, sealed so that
 * a client cannot make one up. Start at {@link dev.stator.gateway.stream.StreamOperations}.
 */
@NullMarked
package dev.stator.gateway.stream;

import org.jspecify.annotations.NullMarked;
