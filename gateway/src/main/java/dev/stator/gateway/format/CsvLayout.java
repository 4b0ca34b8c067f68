package dev.stator.gateway.format;

import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a file of comma-separated values to read items of a table from it.
 *
 * @param delimiter between the values of a line
 * @param header the names of the columns; null when the first line of each file has them
 * @param keyTypes the types of all attributes that are keys of the table or of an index
 * @param indexKeys the attributes that are keys of indexes only
 */
public record CsvLayout(
    char delimiter,
    @Nullable List<String> header,
    Map<String, ScalarType> keyTypes,
    Set<String> indexKeys) {

  public static CsvLayout of(char delimiter, @Nullable List<String> header, TableSchema schema) {
    Map<String, ScalarType> types = new HashMap<>();
    schema.localIndexes().forEach(index -> collect(index.keys(), types));
    schema.globalIndexes().forEach(index -> collect(index.keys(), types));
    Map<String, ScalarType> tableKeys = new HashMap<>();
    collect(schema.keys(), tableKeys);
    Set<String> indexKeys = new HashSet<>(types.keySet());
    indexKeys.removeAll(tableKeys.keySet());
    types.putAll(tableKeys);
    return new CsvLayout(delimiter, header, types, indexKeys);
  }

  private static void collect(KeySchema keys, Map<String, ScalarType> types) {
    for (KeyAttribute key : keys.hash()) {
      types.put(key.name(), key.type());
    }
    for (KeyAttribute key : keys.range()) {
      types.put(key.name(), key.type());
    }
  }
}
