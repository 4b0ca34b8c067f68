/**
 * The server as one object: {@link dev.stator.gateway.Stator} puts engine, operations and HTTP
 * together, for the command line and for tests that embed it.
 */
@NullMarked
package dev.stator.gateway;

import org.jspecify.annotations.NullMarked;
