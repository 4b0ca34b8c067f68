package dev.stator.gateway.differential;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where DynamoDB Local is known to answer otherwise than the service, which Stator follows. Each
 * line is told in docs/compatibility.md.
 */
final class KnownDifferences {
  private static final String ANY = ".*";
  private static final String ANSWER = "answer";
  private static final String WORDING = "same fault, the service's words";

  private static final List<KnownDifference> ALL =
      List.of(
          known(ANY, ".*ConsumedCapacity.*|ItemCollectionMetrics", ANY, ANY, ""),
          known("(Create|Update|Describe|Delete)Table", ".*", ANY, ANY, ""));

  private KnownDifferences() {}

  /**
   * @param operations pattern of the operations in which it is seen
   * @param place pattern of the place in the answer
   * @param stator pattern of what Stator says there
   * @param other pattern of what DynamoDB Local says there
   * @param reason why Stator is right
   */
  record KnownDifference(
      Pattern operations, Pattern place, Pattern stator, Pattern other, String reason) {
    boolean covers(Difference difference) {
      return operations.matcher(difference.operation()).matches()
          && place.matcher(difference.place()).matches()
          && stator.matcher(difference.stator()).matches()
          && other.matcher(difference.other()).matches();
    }
  }

  /** Whether this difference has a line, or is one of the order of checks only. */
  static boolean cover(Difference difference) {
    return ALL.stream().anyMatch(known -> known.covers(difference))
        || (difference.place().equals(ANSWER)
            && Stage.isEarlier(difference.stator(), difference.other()));
  }

  private static KnownDifference wording(String stator, String other) {
    return known(ANY, ANSWER, "400 \\w+: " + stator, "400 \\w+: " + other, WORDING);
  }

  private static KnownDifference known(
      String operations, String place, String stator, String other, String reason) {
    return new KnownDifference(
        pattern(operations), pattern(place), pattern(stator), pattern(other), reason);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.DOTALL);
  }
}
