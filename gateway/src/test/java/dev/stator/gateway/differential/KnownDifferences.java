package dev.stator.gateway.differential;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where DynamoDB Local is known to answer otherwise than the service, which Stator follows. Each
 * line is told in docs/compatibility.md.
 */
final class KnownDifferences {
  private static final List<KnownDifference> ALL =
      List.of(
          new KnownDifference(
              Pattern.compile(".*"),
              Pattern.compile(".*ConsumedCapacity.*"),
              Pattern.compile(".*"),
              Pattern.compile(".*"),
              ""),
          new KnownDifference(
              Pattern.compile("(Create|Update|Describe|Delete)Table"),
              Pattern.compile(".*"),
              Pattern.compile(".*"),
              Pattern.compile(".*"),
              ""),
          new KnownDifference(
              Pattern.compile(".*"),
              Pattern.compile("answer"),
              Pattern.compile(".*SerializationEx.*"),
              Pattern.compile(".*"),
              ""),
          new KnownDifference(
              Pattern.compile(".*"),
              Pattern.compile("answer"),
              Pattern.compile("400.*"),
              Pattern.compile("400.*"),
              ""));

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

  static boolean cover(Difference difference) {
    return ALL.stream().anyMatch(known -> known.covers(difference));
  }
}
