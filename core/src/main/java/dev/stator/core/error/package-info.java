/**
 * What a client may be told ({@link dev.stator.core.error.ErrorCode}, {@link
 * dev.stator.core.error.RequestException}) and what an operator must be told ({@link
 * dev.stator.core.error.StorageException}). The gateway maps the first to HTTP; the second never
 * reaches a client as it is.
 */
@NullMarked
package dev.stator.core.error;

import org.jspecify.annotations.NullMarked;
