/**
 * Tables as they were: the segments of a table's partitions kept under further names (hard links)
 * with a manifest that says how far they count, and the replay of them into items. Backups,
 * restores and exports are this, for different moments.
 *
 * <p>A snapshot is there when its manifest is, which is written last and deleted first. Nothing
 * here writes into a segment. Start at {@link dev.stator.core.backup.SnapshotStore}; read items
 * with {@link dev.stator.core.backup.Snapshot#items}.
 */
@NullMarked
package dev.stator.core.backup;

import org.jspecify.annotations.NullMarked;
