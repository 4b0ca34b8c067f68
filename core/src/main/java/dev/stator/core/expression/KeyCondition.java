package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The range of keys a Query reads: one partition key, and a prefix or range of the sort keys in it.
 * All values are encoded scalars with their tags, of the types of the key schema and in its order.
 *
 * @param hashValues one value for every HASH attribute
 * @param rangeEquals values that the first RANGE attributes must equal, often none
 * @param rangeTest the test of the RANGE attribute after those, null when the rest is free
 */
public record KeyCondition(
    List<Slice> hashValues, List<Slice> rangeEquals, @Nullable RangeTest rangeTest) {
  public KeyCondition {
    hashValues = List.copyOf(hashValues);
    rangeEquals = List.copyOf(rangeEquals);
  }
}
