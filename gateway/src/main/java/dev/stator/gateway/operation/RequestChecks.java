package dev.stator.gateway.operation;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Limits;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.Structure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said of a request's values before its table is known. */
public final class RequestChecks {
  private RequestChecks() {}

  /** Refuses the request when a value of it has this problem. */
  static void refuse(@Nullable String problem) {
    if (problem != null) {
      throw RequestException.validation(problem);
    }
  }

  /** The attributes of a required member, if all their values are valid. */
  static AttributeMap attributes(Structure request, String member) {
    AttributeMap attributes = request.attributes(member);
    if (attributes == null) {
      throw new IllegalStateException(request.shape().name() + " lacks " + member);
    }
    refuse(attributes.problem());
    return attributes;
  }

  /** DynamoDB's size of an item that is put, if it is allowed. */
  public static int itemSize(Slice item) {
    int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
    if (size > Limits.MAX_ITEM_SIZE) {
      throw RequestException.validation("Item size has exceeded the maximum allowed size");
    }
    return size;
  }

  /** Refuses an attribute without a name. */
  static void named(String attribute) {
    if (attribute.isEmpty()) {
      throw RequestException.validation("Empty attribute name");
    }
  }

  /** Refuses names given twice. */
  static void distinct(@Nullable List<String> names) {
    if (names == null) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw RequestException.validation(
            "One or more parameter values were invalid: Duplicate value in attribute name: "
                + name);
      }
    }
  }
}
