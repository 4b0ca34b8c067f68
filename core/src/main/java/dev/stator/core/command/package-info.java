/**
 * Binary commands: what a session writes into the log of a worker and a partition applies. Layout
 * in {@link dev.stator.core.command.CommandDescriptor}.
 */
@NullMarked
package dev.stator.core.command;

import org.jspecify.annotations.NullMarked;
