/**
 * Sends the calls of a workload: event loops with connections, in an open loop after a schedule or
 * in a closed one, and the phases of a run. Start reading at {@link
 * dev.stator.loadgen.run.LoadRun}.
 */
@NullMarked
package dev.stator.loadgen.run;

import org.jspecify.annotations.NullMarked;
