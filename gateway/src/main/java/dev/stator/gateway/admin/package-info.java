/**
 * The port for those who run a server: health, metrics, and what is known of the throughput and the
 * keys of tables, without authentication, and therefore on a loopback address unless the operator
 * wants it otherwise. It has a thread of its own, so that it answers while event loops hang, and
 * says so. Start at {@link dev.stator.gateway.admin.AdminServer}.
 */
@NullMarked
package dev.stator.gateway.admin;

import org.jspecify.annotations.NullMarked;
