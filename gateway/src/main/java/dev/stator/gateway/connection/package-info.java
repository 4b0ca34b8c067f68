/**
 * Who may be connected, for how long, and with how much memory: limits that hold before and beneath
 * HTTP, so that clients that are hostile or unlucky cost the others nothing. Nothing here knows a
 * request but that it has begun, that bytes of it arrived, and that it was answered. Everything of
 * a connection happens on its event loop; only {@link dev.stator.gateway.connection.AcceptGate} is
 * used by all. Start there.
 */
@NullMarked
package dev.stator.gateway.connection;

import org.jspecify.annotations.NullMarked;
