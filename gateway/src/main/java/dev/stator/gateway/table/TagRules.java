package dev.stator.gateway.table;

import static dev.stator.gateway.table.Refusals.invalid;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What tags a table may have; lengths are constraints of the model. */
final class TagRules {
  private static final int MAX_TAGS = 50;
  private static final String RESERVED_PREFIX = "aws:";

  private TagRules() {}

  /** The tags of a request by their keys. */
  static Map<String, String> read(List<Structure> requested) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Structure tag : requested) {
      String key = tag.requiredString("Key");
      if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED_PREFIX)) {
        throw invalid("Tag keys with the prefix aws: are reserved. Key: " + key);
      }
      if (tags.put(key, tag.requiredString("Value")) != null) {
        throw invalid("Duplicate tag key: " + key);
      }
    }
    requireCount(tags);
    return tags;
  }

  static void requireCount(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw RequestException.validation(
          "Number of Tags exceed the current limit for the provided ResourceArn");
    }
  }
}
