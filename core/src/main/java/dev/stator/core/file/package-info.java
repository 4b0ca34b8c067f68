/**
 * The only door to the file system: log files that are written and forced, files that are mapped,
 * and small files that are replaced atomically. Tests pass stores that lose what was not forced.
 * Chronicle Bytes is used here and nowhere else.
 */
@NullMarked
package dev.stator.core.file;

import org.jspecify.annotations.NullMarked;
