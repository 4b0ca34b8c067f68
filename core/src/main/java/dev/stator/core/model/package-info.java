/**
 * What a table is: keys, indexes, capacity settings and the limits of the service, as values
 * without behaviour. Start at {@link dev.stator.core.model.TableDefinition}.
 */
@NullMarked
package dev.stator.core.model;

import org.jspecify.annotations.NullMarked;
