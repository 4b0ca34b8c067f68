/**
 * What a request says about who sent it. Today only whether it says so completely: signatures are
 * accepted unverified, which is why the server binds to loopback addresses only. Start at {@link
 * dev.stator.gateway.auth.AuthenticationPresence}.
 */
@NullMarked
package dev.stator.gateway.auth;

import org.jspecify.annotations.NullMarked;
