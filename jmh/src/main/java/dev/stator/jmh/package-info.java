/**
 * Micro-benchmarks of the hot paths, one class for each class that is measured. Built into {@code
 * jmh.jar}; the tests run each of them for a moment, so that none rots.
 */
@NullMarked
package dev.stator.jmh;

import org.jspecify.annotations.NullMarked;
