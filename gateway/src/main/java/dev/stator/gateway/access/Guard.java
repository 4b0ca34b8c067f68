package dev.stator.gateway.access;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Lets calls pass to their operations or not, and writes down what an operator will want to know.
 * For one event loop.
 */
public final class Guard {
  /** What applications do all day; it is written down only when it is denied. */
  private static final Set<String> DATA_OPERATIONS =
      Set.of(
          "BatchExecuteStatement",
          "BatchGetItem",
          "BatchWriteItem",
          "DeleteItem",
          "DescribeEndpoints",
          "ExecuteStatement",
          "ExecuteTransaction",
          "GetItem",
          "GetRecords",
          "GetShardIterator",
          "PutItem",
          "Query",
          "Scan",
          "TransactGetItems",
          "TransactWriteItems",
          "UpdateItem");

  private final Authorizer authorizer;
  private final AuditLog audit;

  public Guard(String region, InstantSource clock, AuditLog audit) {
    this.authorizer = new Authorizer(region, clock);
    this.audit = audit;
  }

  /**
   * Checks a call before its operation gets it.
   *
   * @throws RequestException when it may not do all that it wants to, or when that cannot be found
   *     out since its operation would refuse it
   */
  public void admit(Call call) {
    List<Access> accesses = authorizer.accesses(call);
    for (Access access : accesses) {
      try {
        authorizer.check(call, access);
      } catch (RequestException refusal) {
        if (refusal.code() == ErrorCode.ACCESS_DENIED) {
          audit.write(entry(call, access, refusal.code().wireName()));
        }
        throw refusal;
      }
    }
    if (!DATA_OPERATIONS.contains(call.operation())) {
      audit.write(entry(call, accesses.getFirst(), AuditEntry.ALLOWED));
    }
  }

  /**
   * Writes down that a request was refused because of its signature.
   *
   * @param claimedKey the id of the key that it says it was signed with
   */
  public void refused(
      Origin origin, String operation, String claimedKey, RequestException refusal) {
    audit.write(new AuditEntry(origin, "", claimedKey, operation, "", refusal.code().wireName()));
  }

  private static AuditEntry entry(Call call, Access access, String outcome) {
    return new AuditEntry(
        call.origin(),
        call.key().user(),
        call.key().id(),
        call.operation(),
        access.resource(),
        outcome);
  }
}
