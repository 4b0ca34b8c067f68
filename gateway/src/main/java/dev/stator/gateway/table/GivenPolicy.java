package dev.stator.gateway.table;

import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.policy.PolicyDocument;
import dev.stator.gateway.policy.PolicyException;
import java.util.UUID;
import java.util.function.Function;

/** Reads the policies of resources that requests give; each gets a revision of its own. */
final class GivenPolicy {
  private GivenPolicy() {}

  /**
   * The policy of a table.
   *
   * @throws dev.stator.core.error.RequestException when it is wrong or not understood
   */
  static ResourcePolicy ofTable(String document) {
    return read(document, PolicyDocument::ofTable);
  }

  /**
   * The policy of a stream.
   *
   * @throws dev.stator.core.error.RequestException when it is wrong or not understood
   */
  static ResourcePolicy ofStream(String document) {
    return read(document, PolicyDocument::ofStream);
  }

  private static ResourcePolicy read(String document, Function<String, PolicyDocument> reader) {
    try {
      var _ = reader.apply(document);
    } catch (PolicyException notUnderstood) {
      throw Refusals.invalid("Invalid policy document: " + notUnderstood.getMessage());
    }
    return new ResourcePolicy(document, UUID.randomUUID().toString());
  }
}
