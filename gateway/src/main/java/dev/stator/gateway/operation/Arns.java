package dev.stator.gateway.operation;

import org.jspecify.annotations.Nullable;

/** The ARNs of resources; there are no accounts, so all have the same. */
public final class Arns {
  private static final String ACCOUNT = "000000000000";
  private static final String TABLE = ":table/";
  private static final String STREAM = "/stream/";
  private static final String BACKUP = "/backup/";

  private Arns() {}

  public static String table(String region, String table) {
    return "arn:aws:dynamodb:" + region + ":" + ACCOUNT + TABLE + table;
  }

  /** The ARN of something that belongs to a table, such as an import. */
  public static String ofTable(String region, String table, String kind, String id) {
    return table(region, table) + "/" + kind + "/" + id;
  }

  /** What names something that belongs to a table in its ARN. */
  public record PartName(String table, String id) {}

  /**
   * The part of this kind in {@code arn:aws:dynamodb:region:account:table/name/kind/id}, null if
   * none.
   */
  public static @Nullable PartName partName(String arn, String kind) {
    int table = arn.indexOf(TABLE);
    int part = arn.indexOf("/" + kind + "/", table + TABLE.length());
    if (!arn.startsWith("arn:") || table < 0 || part < 0) {
      return null;
    }
    return new PartName(
        arn.substring(table + TABLE.length(), part), arn.substring(part + kind.length() + 2));
  }

  /** What names a stream in its ARN. */
  public record StreamName(String table, String label) {}

  /**
   * The stream in {@code arn:aws:dynamodb:region:account:table/name/stream/label}, null if none.
   */
  public static @Nullable StreamName streamName(String arn) {
    int table = arn.indexOf(TABLE);
    int stream = arn.indexOf(STREAM, table + TABLE.length());
    if (!arn.startsWith("arn:") || table < 0 || stream < 0) {
      return null;
    }
    return new StreamName(
        arn.substring(table + TABLE.length(), stream), arn.substring(stream + STREAM.length()));
  }

  /** What names a backup in its ARN. */
  public record BackupName(String table, String id) {}

  /** The backup in {@code arn:aws:dynamodb:region:account:table/name/backup/id}, null if none. */
  public static @Nullable BackupName backupName(String arn) {
    int table = arn.indexOf(TABLE);
    int backup = arn.indexOf(BACKUP, table + TABLE.length());
    if (!arn.startsWith("arn:") || table < 0 || backup < 0) {
      return null;
    }
    return new BackupName(
        arn.substring(table + TABLE.length(), backup), arn.substring(backup + BACKUP.length()));
  }

  public static String backup(String region, String table, String id) {
    return table(region, table) + BACKUP + id;
  }

  public static String stream(String region, String table, String label) {
    return table(region, table) + STREAM + label;
  }
}
