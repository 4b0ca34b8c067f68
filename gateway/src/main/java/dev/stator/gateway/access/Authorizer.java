package dev.stator.gateway.access;

import dev.stator.core.engine.Table;
import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.policy.Applicable;
import dev.stator.gateway.policy.Decision;
import dev.stator.gateway.policy.PolicyDocument;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a call may do all that it wants to. A denial in any policy counts first, then
 * what the policy of the user or of the table or stream allows. For one event loop.
 *
 * <p>What a policy says of an action on a resource is found once and kept; only conditions are
 * looked at each time. A changed policy is another object, so nothing that was kept for the old one
 * is found again.
 */
final class Authorizer {
  /** More than that and all is forgotten: clients choose the names of resources. */
  private static final int MAX_KEPT = 4096;

  private final Resources resources;
  private final InstantSource clock;
  private final Map<Question, Applicable> kept = new HashMap<>();
  private final Map<String, PolicyDocument> resourcePolicies = new HashMap<>();

  private record Question(PolicyDocument policy, String user, String action, String resource) {}

  Authorizer(String region, InstantSource clock) {
    this.resources = new Resources(region);
    this.clock = clock;
  }

  /** What a call wants to do. */
  List<Access> accesses(Call call) {
    return Accesses.of(call, resources);
  }

  /**
   * Decides on one access.
   *
   * @throws RequestException ACCESS_DENIED
   */
  void check(Call call, Access access) {
    PolicyDocument policy = call.key().policy();
    PolicyDocument ofResource = resourcePolicy(call, access);
    if (ofResource == null && policy.allowsEverything()) {
      return;
    }
    CallConditions conditions = new CallConditions(call, access, clock.instant());
    Decision decision = ask(policy, call, access, conditions);
    Decision resourceDecision =
        ofResource == null ? Decision.NOT_ALLOWED : ask(ofResource, call, access, conditions);
    if (decision == Decision.DENIED) {
      throw denied(call, access, "with an explicit deny in an identity-based policy");
    }
    if (resourceDecision == Decision.DENIED) {
      throw denied(call, access, "with an explicit deny in a resource-based policy");
    }
    if (decision != Decision.ALLOWED && resourceDecision != Decision.ALLOWED) {
      throw denied(
          call,
          access,
          "because no identity-based policy allows the " + access.action() + " action");
    }
  }

  private Decision ask(PolicyDocument policy, Call call, Access access, CallConditions conditions) {
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    String user = call.key().user();
    return kept.computeIfAbsent(
            new Question(policy, user, access.action(), access.resource()),
            question -> policy.applicable(access.action(), access.resource(), user))
        .decide(conditions);
  }

  private @Nullable PolicyDocument resourcePolicy(Call call, Access access) {
    ResourcePolicy policy = policyOf(call, access);
    if (policy == null) {
      return null;
    }
    if (resourcePolicies.size() >= MAX_KEPT) {
      resourcePolicies.clear();
    }
    return resourcePolicies.computeIfAbsent(policy.document(), PolicyDocument::ofResource);
  }

  /** A stream has a policy of its own, that of its table does not count for it. */
  private static @Nullable ResourcePolicy policyOf(Call call, Access access) {
    Arns.StreamName stream =
        ItemConditions.NONE.equals(access.items()) ? Arns.streamName(access.resource()) : null;
    if (stream != null) {
      TableStream found = call.streams().apply(stream.table(), stream.label());
      return found == null ? null : found.stream().policy();
    }
    Table table = access.table().isEmpty() ? null : call.tables().apply(access.table());
    return table == null ? null : table.definition().options().resourcePolicy();
  }

  private static RequestException denied(Call call, Access access, String reason) {
    return new RequestException(
        ErrorCode.ACCESS_DENIED,
        "User: "
            + PolicyDocument.userArn(call.key().user())
            + " is not authorized to perform: "
            + access.action()
            + " on resource: "
            + access.resource()
            + " "
            + reason);
  }
}
