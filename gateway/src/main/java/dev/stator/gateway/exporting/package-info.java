/**
 * ExportTableToPointInTime and what it begins: the items of a table as they were at a time, or what
 * has changed between two, are written into files of a bucket, on a thread that may wait. An export
 * that is interrupted begins anew, with the same files. Start at {@link
 * dev.stator.gateway.exporting.Exports}.
 */
@NullMarked
package dev.stator.gateway.exporting;

import org.jspecify.annotations.NullMarked;
