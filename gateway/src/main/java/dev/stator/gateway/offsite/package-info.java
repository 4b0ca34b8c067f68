/**
 * Copies of backups in other places: a directory, or a bucket of S3 or of a store like it. Segments
 * are kept there under the checksums of their contents, so that what several backups share is there
 * once and is not sent again. Start at {@link dev.stator.gateway.offsite.OffsiteStore}.
 */
@NullMarked
package dev.stator.gateway.offsite;

import org.jspecify.annotations.NullMarked;
