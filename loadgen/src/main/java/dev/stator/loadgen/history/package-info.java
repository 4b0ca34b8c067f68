/**
 * Proves that nothing acknowledged is lost or reordered: writes with versions that grow for each
 * key, a file that remembers what was attempted and acknowledged, and a check that compares what is
 * there with it. Start reading at {@link dev.stator.loadgen.history.HistoryFile}.
 */
@NullMarked
package dev.stator.loadgen.history;

import org.jspecify.annotations.NullMarked;
