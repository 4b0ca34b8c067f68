package dev.stator.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  @TempDir Path directory;

  @Test
  void hasALineForEachEntry() throws Exception {
    Path file = directory.resolve("below").resolve("audit.jsonl");
    try (var audit = new AuditLog(file, () -> NOW)) {
      audit.write(entry("CreateTable", AuditEntry.ALLOWED));
      audit.write(entry("Get\n\"Item", "AccessDeniedException"));
    }

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"time\":\"2026-03-01T12:00:00.123Z\",\"requestId\":\"R1\",\"from\":\"10.0.0.1\","
                + "\"user\":\"ann\",\"key\":\"STATX\",\"operation\":\"CreateTable\","
                + "\"resource\":\"arn\",\"outcome\":\"allowed\"}",
            "{\"time\":\"2026-03-01T12:00:00.123Z\",\"requestId\":\"R1\",\"from\":\"10.0.0.1\","
                + "\"user\":\"ann\",\"key\":\"STATX\",\"operation\":\"Get\\n\\\"Item\","
                + "\"resource\":\"arn\",\"outcome\":\"AccessDeniedException\"}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void goesOnInTheSameFile() throws Exception {
    Path file = directory.resolve("audit.jsonl");
    for (int i = 0; i < 2; i++) {
      try (var audit = new AuditLog(file, () -> NOW)) {
        audit.write(entry("ListTables", AuditEntry.ALLOWED));
      }
    }

    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void aFloodTakesBoundedSpace() throws Exception {
    Path file = directory.resolve("audit.jsonl");
    try (var audit = new AuditLog(file, () -> NOW, 1000)) {
      for (int i = 0; i < 20_000; i++) {
        audit.write(entry("GetItem", "AccessDeniedException"));
      }
    }

    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(5);
      for (Path each : all) {
        assertThat(Files.size(each)).isLessThan(1300);
      }
    }
  }

  private static AuditEntry entry(String operation, String outcome) {
    return new AuditEntry(
        new Origin("R1", "10.0.0.1", false), "ann", "STATX", operation, "arn", outcome);
  }
}
