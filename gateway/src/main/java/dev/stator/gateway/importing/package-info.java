/**
 * ImportTable and what it begins: a table is created, files of a bucket are read from the first to
 * the last, and their items written through the front door of the engine, on a thread that may
 * wait. An import outlives a restart. Start at {@link dev.stator.gateway.importing.Imports}.
 */
@NullMarked
package dev.stator.gateway.importing;

import org.jspecify.annotations.NullMarked;
