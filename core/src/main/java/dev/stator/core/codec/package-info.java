/**
 * Attribute values, items and keys as bytes: {@link dev.stator.core.codec.ValueDescriptor} draws
 * them, {@link dev.stator.core.codec.ItemWriter} makes them, the scanners read them in place,
 * {@link dev.stator.core.codec.KeyCodec} turns keys into bytes that sort. Nothing here allocates
 * per item, and everything read here was written here: the scanners trust lengths and tags.
 */
@NullMarked
package dev.stator.core.codec;

import org.jspecify.annotations.NullMarked;
