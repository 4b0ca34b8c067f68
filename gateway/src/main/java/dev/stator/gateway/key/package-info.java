/**
 * The access keys of a data directory: made, changed and kept with their secrets encrypted, and
 * read by a running server whenever they change. A secret leaves this package in a {@link
 * dev.stator.gateway.key.NewKey}, once, and in what verifies signatures; it is in no message and no
 * log. Start at {@link dev.stator.gateway.key.KeyStore}; {@code docs/storage-format.md} describes
 * the files.
 */
@NullMarked
package dev.stator.gateway.key;

import org.jspecify.annotations.NullMarked;
