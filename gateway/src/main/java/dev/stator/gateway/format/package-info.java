/**
 * Items in the files of imports and exports: CSV, DynamoDB JSON and Ion, plain or compressed. Files
 * are streams of any length; one item at a time is in memory. Start at {@link
 * dev.stator.gateway.format.ItemSource}.
 */
@NullMarked
package dev.stator.gateway.format;

import org.jspecify.annotations.NullMarked;
