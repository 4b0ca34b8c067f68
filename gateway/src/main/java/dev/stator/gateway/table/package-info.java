/**
 * The operations on tables: create, describe, list, change, delete. One class each, in the shape of
 * {@link dev.stator.gateway.operation.Operation}; the rules of schemas and throughput are in {@link
 * dev.stator.gateway.table.SchemaReader} and {@link dev.stator.gateway.table.ThroughputReader}.
 */
@NullMarked
package dev.stator.gateway.table;

import org.jspecify.annotations.NullMarked;
