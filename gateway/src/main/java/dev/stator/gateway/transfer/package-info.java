/**
 * What imports and exports have in common: their ids, why they failed, tokens of pages. Start at
 * {@link dev.stator.gateway.transfer.Failure}.
 */
@NullMarked
package dev.stator.gateway.transfer;

import org.jspecify.annotations.NullMarked;
