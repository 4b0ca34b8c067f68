/**
 * The service's arithmetic of capacity units, and what a secondary index keeps of an item, as pure
 * functions over items. Units are {@code double}s that are always multiples of one half. Start at
 * {@link dev.stator.core.capacity.CapacityUnits}.
 */
@NullMarked
package dev.stator.core.capacity;

import org.jspecify.annotations.NullMarked;
