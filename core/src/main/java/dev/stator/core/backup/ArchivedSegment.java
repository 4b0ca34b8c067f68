package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An emptied segment in an archive; the name of its file says the rest.
 *
 * @param end where its records end
 * @param emptied the head of the log when it was emptied
 * @param emptiedMicros a timestamp of its partition from when on nothing in it counted any more
 */
public record ArchivedSegment(Path file, int number, int end, long emptied, long emptiedMicros) {
  /**
   * The order of emptying: where the heads are the same, no later segment was emptied while an
   * earlier one had something that the later one keeps dead.
   */
  static final Comparator<ArchivedSegment> BY_EMPTYING =
      Comparator.comparingLong(ArchivedSegment::emptied).thenComparingInt(ArchivedSegment::number);

  private static final Pattern NAME =
      Pattern.compile("(\\d{20})-([0-9a-f]{8})-([0-9a-f]{16})-([0-9a-f]{16})\\.segment");

  static String fileName(SealedSegment segment, long emptiedMicros) {
    String name = SegmentFile.fileName(segment.number());
    int digits = name.indexOf('.');
    return String.format(
        Locale.ROOT,
        "%s-%08x-%016x-%016x%s",
        name.substring(0, digits),
        segment.end(),
        segment.emptied(),
        emptiedMicros,
        name.substring(digits));
  }

  /** What the name of a file says; null when it is no archived segment. */
  static @Nullable ArchivedSegment parse(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? new ArchivedSegment(
            file,
            Integer.parseInt(name.group(1)),
            Integer.parseInt(name.group(2), 16),
            Long.parseLong(name.group(3), 16),
            Long.parseLong(name.group(4), 16))
        : null;
  }

  /**
   * Checks every record in it.
   *
   * @param read is told how long each record is that was checked; may pause
   * @return the number of records
   * @throws dev.stator.core.error.StorageException naming file and position of a damage
   */
  public long check(FileStore store, long partition, IntConsumer read) {
    long[] records = new long[1];
    try (SegmentFile segment = SegmentFile.openAs(store, file, partition, number, end)) {
      segment.replayToEnd(
          (location, record) -> {
            records[0]++;
            read.accept(record.length());
          });
    }
    return records[0];
  }

  ArchivedSegment emptiedBy(long micros) {
    return new ArchivedSegment(file, number, end, emptied, micros);
  }
}
