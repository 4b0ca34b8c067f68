/**
 * An ordered map from key bytes to locations, outside the heap: {@link OrderedIndex}, a B+ tree on
 * the pages of a {@link PageArena}. Start reading at {@link PageDescriptor}.
 *
 * <p>Invariants: everything here belongs to one thread; an empty index owns no page; a leaf in the
 * tree is never empty; get, put, remove and moving a cursor allocate nothing on the heap.
 */
@NullMarked
package dev.stator.core.index;

import org.jspecify.annotations.NullMarked;
