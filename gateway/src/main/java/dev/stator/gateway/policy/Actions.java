package dev.stator.gateway.policy;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The actions that policies may name. */
final class Actions {
  static final String PREFIX = "dynamodb:";

  private static final List<String> NAMES =
      List.of(
          "BatchGetItem",
          "BatchWriteItem",
          "ConditionCheckItem",
          "CreateBackup",
          "CreateGlobalTable",
          "CreateTable",
          "DeleteBackup",
          "DeleteItem",
          "DeleteResourcePolicy",
          "DeleteTable",
          "DescribeBackup",
          "DescribeContinuousBackups",
          "DescribeContributorInsights",
          "DescribeEndpoints",
          "DescribeExport",
          "DescribeGlobalTable",
          "DescribeGlobalTableSettings",
          "DescribeImport",
          "DescribeKinesisStreamingDestination",
          "DescribeLimits",
          "DescribeStream",
          "DescribeTable",
          "DescribeTableReplicaAutoScaling",
          "DescribeTimeToLive",
          "DisableKinesisStreamingDestination",
          "EnableKinesisStreamingDestination",
          "ExportTableToPointInTime",
          "GetItem",
          "GetRecords",
          "GetResourcePolicy",
          "GetShardIterator",
          "ImportTable",
          "ListBackups",
          "ListContributorInsights",
          "ListExports",
          "ListGlobalTables",
          "ListImports",
          "ListStreams",
          "ListTables",
          "ListTagsOfResource",
          "PartiQLDelete",
          "PartiQLInsert",
          "PartiQLSelect",
          "PartiQLUpdate",
          "PutItem",
          "PutResourcePolicy",
          "Query",
          "RestoreTableFromBackup",
          "RestoreTableToPointInTime",
          "Scan",
          "TagResource",
          "UntagResource",
          "UpdateContinuousBackups",
          "UpdateContributorInsights",
          "UpdateGlobalTable",
          "UpdateGlobalTableSettings",
          "UpdateItem",
          "UpdateKinesisStreamingDestination",
          "UpdateTable",
          "UpdateTableReplicaAutoScaling",
          "UpdateTimeToLive");

  /** What is done to streams; no policy of a table can say anything of it. */
  private static final Set<String> OF_STREAMS =
      Set.of("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams");

  /** What a policy of a stream can say something of; streams are listed by their table. */
  private static final Set<String> OF_ONE_STREAM =
      Set.of(
          "DeleteResourcePolicy",
          "DescribeStream",
          "GetRecords",
          "GetResourcePolicy",
          "GetShardIterator",
          "PutResourcePolicy");

  private Actions() {}

  /** Whether a pattern of a policy matches any action there is. */
  static boolean anyMatches(String pattern) {
    return anyMatches(pattern, name -> true);
  }

  /** Whether it matches any that can be in the policy of a table. */
  static boolean anyOfTableMatches(String pattern) {
    return anyMatches(pattern, name -> !OF_STREAMS.contains(name));
  }

  /** Whether it matches any that can be in the policy of a stream. */
  static boolean anyOfStreamMatches(String pattern) {
    return anyMatches(pattern, OF_ONE_STREAM::contains);
  }

  private static boolean anyMatches(String pattern, Predicate<String> wanted) {
    return NAMES.stream()
        .filter(wanted)
        .anyMatch(name -> Wildcard.matches(pattern, PREFIX + name, true));
  }
}
