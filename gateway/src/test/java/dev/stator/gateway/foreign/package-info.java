/**
 * Servers that others wrote, which Stator is compared with or works with in tests. Start at {@link
 * dev.stator.gateway.foreign.ForeignServer}.
 */
@NullMarked
package dev.stator.gateway.foreign;

import org.jspecify.annotations.NullMarked;
