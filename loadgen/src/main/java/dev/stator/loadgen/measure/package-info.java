/**
 * What was measured: histograms and counts that one thread writes and another collects every
 * second, and how the client itself fared. Start reading at {@link
 * dev.stator.loadgen.measure.ThreadMeter}.
 */
@NullMarked
package dev.stator.loadgen.measure;

import org.jspecify.annotations.NullMarked;
