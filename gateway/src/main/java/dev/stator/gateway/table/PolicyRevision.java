package dev.stator.gateway.table;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The revisions of policies: checked before a change, and told after it. */
final class PolicyRevision {
  /** The expected revision of what has no policy. */
  private static final String NO_POLICY = "NO_POLICY";

  private PolicyRevision() {}

  /**
   * Checks that the policy is still the one that the client knows, if it says which.
   *
   * @param holder what it is and how it is called
   * @throws RequestException POLICY_NOT_FOUND
   */
  static void check(Structure request, String holder, @Nullable ResourcePolicy policy) {
    String expected = request.string("ExpectedRevisionId");
    if (expected == null || expected.equals(policy == null ? NO_POLICY : policy.revision())) {
      return;
    }
    if (policy == null) {
      throw notFound(String.valueOf(request.string("ResourceArn")));
    }
    throw notFound(
        expected.equals(NO_POLICY)
            ? "Requested policy update expecting none to be present for "
                + holder
                + ", but a policy exists with revision id "
                + policy.revision()
                + "."
            : "Requested update for policy with revision id "
                + expected
                + ", but the policy associated to target "
                + holder
                + " has revision id "
                + policy.revision()
                + ".");
  }

  static RequestException notFound(String what) {
    return new RequestException(
        ErrorCode.POLICY_NOT_FOUND,
        "Resource-based policy not found for the provided ResourceArn: " + what);
  }

  /** Answers with the policy, its revision, or neither. */
  static void answer(Exchange exchange, @Nullable ResourcePolicy policy, boolean withDocument) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      if (policy != null && withDocument) {
        json.writeStringProperty("Policy", policy.document());
      }
      if (policy != null) {
        json.writeStringProperty("RevisionId", policy.revision());
      }
      json.writeEndObject();
    }
    exchange.ok();
  }
}
