package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.core.model.TableOptions;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What the operations on policies of tables have in common. */
final class PolicyHolder {
  /** The expected revision of a table without a policy. */
  private static final String NO_POLICY = "NO_POLICY";

  private PolicyHolder() {}

  /**
   * The table that the ResourceArn of a request names.
   *
   * @throws RequestException if it names something else, or there is none
   */
  static Table table(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    TaggedTable named = TaggedTable.of(request);
    Table table = exchange.engine().table(named.name());
    if (table == null) {
      throw new RequestException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Table: " + named.name() + " not found");
    }
    return table;
  }

  /**
   * Checks that the policy is still the one that the client knows, if it says which.
   *
   * @throws RequestException POLICY_NOT_FOUND
   */
  static void checkRevision(Structure request, String table, TableOptions options) {
    String expected = request.string("ExpectedRevisionId");
    ResourcePolicy policy = options.resourcePolicy();
    if (expected == null || expected.equals(policy == null ? NO_POLICY : policy.revision())) {
      return;
    }
    if (policy == null) {
      throw notFound(String.valueOf(request.string("ResourceArn")));
    }
    throw notFound(
        expected.equals(NO_POLICY)
            ? "Requested policy update expecting none to be present for table "
                + table
                + ", but a policy exists with revision id "
                + policy.revision()
                + "."
            : "Requested update for policy with revision id "
                + expected
                + ", but the policy associated to target table "
                + table
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
