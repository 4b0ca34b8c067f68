package dev.stator.gateway.json;

import dev.stator.core.codec.Slice;
import org.jspecify.annotations.Nullable;

/**
 * One attribute value, encoded with its tag.
 *
 * @param value valid until the reader reads the next request; not to be used if there is a problem
 * @param problem the message if the value is not valid
 */
public record AttributeValue(Slice value, @Nullable String problem) {}
