/**
 * What the database knows of its tables, durable as items of a partition of its own: the definition
 * of each table and the partitions that hold it. Start at {@link
 * dev.stator.core.catalog.CatalogEntry}.
 */
@NullMarked
package dev.stator.core.catalog;

import org.jspecify.annotations.NullMarked;
