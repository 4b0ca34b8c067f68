package dev.stator.gateway.policy;

import java.util.List;
import java.util.function.Predicate;

/** A policy in the language of IAM, with nothing in it that is not obeyed. */
public final class PolicyDocument {
  /** The account of all users and resources. */
  public static final String ACCOUNT = "000000000000";

  private final List<Statement> statements;

  PolicyDocument(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * The policy of a user.
   *
   * @throws PolicyException for anything that is wrong or not understood
   */
  public static PolicyDocument ofUser(String json) {
    return new PolicyReader(false).read(json);
  }

  /**
   * The policy of a resource: its statements say whom they are about.
   *
   * @throws PolicyException for anything that is wrong or not understood
   */
  public static PolicyDocument ofResource(String json) {
    return new PolicyReader(true).read(json);
  }

  /**
   * The policy of a table.
   *
   * @throws PolicyException also for actions that are not done to tables or their items
   */
  public static PolicyDocument ofTable(String json) {
    return ofResource(json).requireActions(Actions::anyOfTableMatches);
  }

  /**
   * The policy of a stream.
   *
   * @throws PolicyException also for actions that are not done to a stream
   */
  public static PolicyDocument ofStream(String json) {
    return ofResource(json).requireActions(Actions::anyOfStreamMatches);
  }

  private PolicyDocument requireActions(Predicate<String> known) {
    List<String> unknown =
        statements.stream()
            .flatMap(statement -> statement.actions().texts().stream())
            .filter(known.negate())
            .toList();
    if (!unknown.isEmpty()) {
      throw PolicyException.ofActions(unknown);
    }
    return this;
  }

  /** The ARN of a user. */
  public static String userArn(String user) {
    return "arn:aws:iam::" + ACCOUNT + ":user/" + user;
  }

  /** What it says of a user doing this. */
  public Applicable applicable(String action, String resource, String user) {
    String userArn = userArn(user);
    return new Applicable(
        statements.stream()
            .filter(statement -> statement.concerns(action, resource, user, userArn))
            .toList());
  }

  /** Whether it is a single statement that allows all, so that nobody has to look further. */
  public boolean allowsEverything() {
    return statements.size() == 1 && statements.getFirst().allowsEverything();
  }
}
