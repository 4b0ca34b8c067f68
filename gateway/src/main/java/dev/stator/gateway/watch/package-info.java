/**
 * Notices that files have changed; for what a server takes on without a restart. Start at {@link
 * dev.stator.gateway.watch.FileWatch}.
 */
@NullMarked
package dev.stator.gateway.watch;

import org.jspecify.annotations.NullMarked;
