/**
 * The command line: {@code stator serve}, {@code stator keys} and others. What is wrong with an
 * option or the environment is one line on stderr and exit code 2. Start at {@link
 * dev.stator.gateway.cli.Main}.
 */
@NullMarked
package dev.stator.gateway.cli;

import org.jspecify.annotations.NullMarked;
