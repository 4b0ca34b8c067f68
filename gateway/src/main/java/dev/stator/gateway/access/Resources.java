package dev.stator.gateway.access;

import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.TableLookup;

/**
 * The ARNs of this server that names in requests mean. Operations look at what an ARN says of
 * table, index, stream or backup, not at its region and account; so policies are asked of the ARN
 * with those of the server.
 */
final class Resources {
  private static final String TABLE = ":table/";
  private static final String ANY = "*";

  private final String prefix;

  Resources(String region) {
    String anyTable = Arns.table(region, ANY);
    prefix = anyTable.substring(0, anyTable.length() - ANY.length());
  }

  /** A table that a name or an ARN means. */
  String table(String nameOrArn) {
    return prefix + TableLookup.nameOf(nameOrArn);
  }

  String index(String nameOrArn, String index) {
    return table(nameOrArn) + "/index/" + index;
  }

  /** What an ARN of any kind means. */
  String arn(String arn) {
    int table = arn.indexOf(TABLE);
    return table < 0 ? arn : prefix + arn.substring(table + TABLE.length());
  }

  /** The name of the table that an ARN of {@link #arn} is of, empty if of none. */
  String tableOf(String arn) {
    if (!arn.startsWith(prefix)) {
      return "";
    }
    int end = arn.indexOf('/', prefix.length());
    return arn.substring(prefix.length(), end < 0 ? arn.length() : end);
  }

  String anyTable() {
    return prefix + ANY;
  }
}
