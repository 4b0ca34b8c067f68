package dev.stator.gateway.exporting;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stator.gateway.bucket.Buckets;
import dev.stator.gateway.bucket.Md5;
import dev.stator.gateway.json.ResponseBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The manifests of an export: one of its files, one that sums it up, and their checksums. */
final class Manifests {
  static final String SUMMARY = "manifest-summary";
  private static final String FILES = "manifest-files";
  private static final String FULL_VERSION = "2020-06-30";
  private static final String INCREMENTAL_VERSION = "2023-08-01";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ExportRecord record;
  private final ExportLayout layout;
  private final Buckets buckets;

  Manifests(ExportRecord record, Buckets buckets) {
    this.record = record;
    this.layout = new ExportLayout(record);
    this.buckets = buckets;
  }

  /** The key of the manifest that describes the whole export. */
  static String summaryKey(ExportRecord record) {
    return new ExportLayout(record).manifest(SUMMARY + ".json");
  }

  void write(List<DataFile.Entry> files, String exportArn, String tableArn) {
    ResponseBuffer lines = new ResponseBuffer();
    for (DataFile.Entry file : files) {
      writeFile(lines, file);
      lines.write('\n');
    }
    put(FILES, lines);
    ResponseBuffer summary = new ResponseBuffer();
    writeSummary(summary, exportArn, tableArn);
    put(SUMMARY, summary);
  }

  private void put(String name, ResponseBuffer content) {
    byte[] bytes = content.toByteArray();
    String checksum = Base64.getEncoder().encodeToString(Md5.of(bytes));
    buckets.put(record.bucket(), layout.manifest(name + ".json"), bytes);
    buckets.put(record.bucket(), layout.manifest(name + ".md5"), checksum.getBytes(US_ASCII));
  }

  private static void writeFile(ResponseBuffer out, DataFile.Entry file) {
    try (JsonGenerator json = out.openGenerator()) {
      json.writeStartObject();
      json.writeNumberProperty("itemCount", file.items());
      json.writeStringProperty("md5Checksum", file.md5());
      json.writeStringProperty("etag", file.tag());
      json.writeStringProperty("dataFileS3Key", file.key());
      json.writeEndObject();
    }
  }

  private void writeSummary(ResponseBuffer out, String exportArn, String tableArn) {
    ExportPeriod period = record.period();
    try (JsonGenerator json = out.openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("version", period.isFull() ? FULL_VERSION : INCREMENTAL_VERSION);
      json.writeStringProperty("exportArn", exportArn);
      json.writeStringProperty("startTime", time(record.startMs()));
      json.writeStringProperty("endTime", time(record.endMs()));
      json.writeStringProperty("tableArn", tableArn);
      json.writeStringProperty("tableId", record.tableId());
      if (period.isFull()) {
        json.writeStringProperty("exportTime", time(period.toMs()));
      } else {
        json.writeStringProperty("exportFromTime", time(period.fromMs()));
        json.writeStringProperty("exportToTime", time(period.toMs()));
      }
      json.writeStringProperty("s3Bucket", record.bucket());
      writeOptional(json, "s3Prefix", record.request().string("S3Prefix"));
      json.writeNullProperty("s3SseAlgorithm");
      json.writeNullProperty("s3SseKmsKeyId");
      json.writeStringProperty("manifestFilesS3Key", layout.manifest(FILES + ".json"));
      json.writeNumberProperty("billedSizeBytes", record.bytes());
      json.writeNumberProperty("itemCount", record.items());
      json.writeStringProperty("outputFormat", record.format());
      if (!period.isFull()) {
        json.writeStringProperty("outputView", record.view());
      }
      json.writeStringProperty("exportType", record.type());
      json.writeEndObject();
    }
  }

  private static void writeOptional(JsonGenerator json, String name, @Nullable String value) {
    json.writeName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value);
    }
  }

  private static String time(long ms) {
    return TIME.format(Instant.ofEpochMilli(ms));
  }
}
