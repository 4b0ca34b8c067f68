/**
 * Buckets of objects, where imports read and exports and copies of backups write: directories below
 * a configured root, or those of an S3-compatible endpoint. All calls block, so no event loop and
 * no worker makes one. Start at {@link dev.stator.gateway.bucket.Buckets}.
 */
@NullMarked
package dev.stator.gateway.bucket;

import org.jspecify.annotations.NullMarked;
