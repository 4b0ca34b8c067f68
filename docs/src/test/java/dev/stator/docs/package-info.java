/**
 * Tests that hold the pages under {@code docs} to the code: worked examples are built anew and
 * compared, names are looked up, lists are compared with what is registered. Start at {@link
 * dev.stator.docs.StorageFormatTest}.
 */
@NullMarked
package dev.stator.docs;

import org.jspecify.annotations.NullMarked;
