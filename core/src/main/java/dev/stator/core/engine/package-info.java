/**
 * The only door into the database: opens a data directory, runs its workers and takes requests from
 * sessions. Start at {@link dev.stator.core.engine.Engine}.
 */
@NullMarked
package dev.stator.core.engine;

import org.jspecify.annotations.NullMarked;
