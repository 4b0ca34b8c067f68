/**
 * A load generator for any endpoint that speaks DynamoDB's HTTP API; shares no code with the
 * server.
 *
 * <p>Packages: {@code http} sends, {@code schedule} and {@code key} say when and to which items,
 * {@code workload} what; {@code run} puts these together and {@code measure} counts; {@code
 * report}, {@code judge}, {@code analysis} and {@code search} make something of the figures; {@code
 * history} proves that nothing acknowledged is lost; {@code cli} is the door.
 */
@NullMarked
package dev.stator.loadgen;

import org.jspecify.annotations.NullMarked;
