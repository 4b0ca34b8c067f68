package dev.stator.gateway.exporting;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The keys of the objects of an export, as the service lays them out:
 *
 * <pre>
 * PREFIX/AWSDynamoDB/ID/_started
 * PREFIX/AWSDynamoDB/ID/manifest-summary.json, manifest-summary.md5
 * PREFIX/AWSDynamoDB/ID/manifest-files.json, manifest-files.md5
 * PREFIX/AWSDynamoDB/ID/data/NAME.json.gz       of a full export
 * PREFIX/AWSDynamoDB/data/NAME.json.gz          of an incremental one
 * </pre>
 */
record ExportLayout(ExportRecord record) {
  private static final int NAME_LENGTH = 26;
  private static final int NAME_RADIX = 36;

  private String root() {
    String prefix = record.request().string("S3Prefix");
    if (prefix == null || prefix.isEmpty()) {
      return "AWSDynamoDB/";
    }
    return prefix + (prefix.endsWith("/") ? "" : "/") + "AWSDynamoDB/";
  }

  String started() {
    return root() + record.id() + "/_started";
  }

  /** The manifest with this name, such as {@code manifest-summary.json}. */
  String manifest(String name) {
    return root() + record.id() + "/" + name;
  }

  /**
   * A file of items; what is written again after a restart has the same name.
   *
   * @param number of the file in its partition, from 0
   */
  String data(int partition, int number) {
    String directory = record.period().isFull() ? record.id() + "/data/" : "data/";
    String ending = record.format().equals("ION") ? ".ion.gz" : ".json.gz";
    return root() + directory + name(record.id() + "/" + partition + "/" + number) + ending;
  }

  /** Letters and digits that look like chance. */
  private static String name(String seed) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(US_ASCII));
      return new BigInteger(1, digest).toString(NAME_RADIX).substring(0, NAME_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
