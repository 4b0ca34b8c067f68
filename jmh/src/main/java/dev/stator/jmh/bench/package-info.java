/**
 * Runs the benchmarks and compares two commits. Start reading at {@link
 * dev.stator.jmh.bench.Bench}.
 */
@NullMarked
package dev.stator.jmh.bench;

import org.jspecify.annotations.NullMarked;
