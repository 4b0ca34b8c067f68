/**
 * Real programs against a server: what applications in other languages do, from {@code
 * src/test/programs}, and one with the enhanced client of the AWS SDK for Java. Start at {@link
 * dev.stator.gateway.programs.RealProgramsTest}.
 */
@NullMarked
package dev.stator.gateway.programs;

import org.jspecify.annotations.NullMarked;
