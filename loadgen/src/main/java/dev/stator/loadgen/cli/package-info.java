/**
 * The command line: reads options, runs phases, prints, and ends with an exit code. Start reading
 * at {@link dev.stator.loadgen.cli.RunCommand}.
 */
@NullMarked
package dev.stator.loadgen.cli;

import org.jspecify.annotations.NullMarked;
