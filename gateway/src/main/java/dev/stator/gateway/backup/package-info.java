/**
 * The operations on backups and on recovery to a point in time. What they restore is described by
 * {@link dev.stator.gateway.table.RestoredTable}; start at {@link
 * dev.stator.gateway.backup.BackupOperations}.
 */
@NullMarked
package dev.stator.gateway.backup;

import org.jspecify.annotations.NullMarked;
