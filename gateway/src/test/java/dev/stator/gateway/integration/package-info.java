/**
 * What a client sees of a real server process, through the AWS SDK for Java: the operations, what
 * is left after the process is killed or stopped, what tables cost. Start at {@link
 * dev.stator.gateway.integration.ServerProcess}; {@link
 * dev.stator.gateway.integration.SharedServer} gives a test class a client of a process that all of
 * them share.
 */
@NullMarked
package dev.stator.gateway.integration;

import org.jspecify.annotations.NullMarked;
