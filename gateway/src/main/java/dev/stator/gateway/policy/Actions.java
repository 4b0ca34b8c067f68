package dev.stator.gateway.policy;

import java.util.List;

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

  private Actions() {}

  /** Whether a pattern of a policy matches any action there is. */
  static boolean anyMatches(String pattern) {
    return NAMES.stream().anyMatch(name -> Wildcard.matches(pattern, PREFIX + name, true));
  }
}
