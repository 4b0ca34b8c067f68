package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeSearchTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final SegmentLog log =
      SegmentLog.open(
          new MemoryFileStore(),
          Path.of("/data/p"),
          new SegmentConfig(4096, 8192, null),
          1,
          0,
          (location, record) -> {});

  /** A record that is a change, and when it happened. */
  private record Change(long location, long time) {}

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void findsTheBeginningOfAnEmptyLog() {
    assertThat(log.positionBefore(5)).isEqualTo(SegmentLog.FIRST_LOCATION).isEqualTo(log.head());
  }

  @Test
  void missesNoChangeSinceTheTimeAndGoesBackLessThanTwoSegments() {
    List<Change> changes = new ArrayList<>();
    long time = 1000;
    for (int i = 0; i < 3000; i++) {
      if (random.nextInt(4) == 0) {
        append(RecordDescriptor.COPY, random.nextInt(1000)); // copies are as old as what they copy
      } else {
        time += random.nextInt(3);
        changes.add(new Change(append(RecordDescriptor.NO_FLAGS, time), time));
      }
    }
    assertThat(log.lastSegment()).isGreaterThan(20);

    for (long since = 990; since < time + 10; since++) {
      long position = log.positionBefore(since);
      long wanted = since;
      assertThat(changes)
          .as("seed %d, since %d", seed, since)
          .noneMatch(change -> change.time >= wanted && change.location < position);
      long first =
          changes.stream()
              .filter(change -> change.time >= wanted)
              .mapToLong(Change::location)
              .findFirst()
              .orElse(log.head());
      assertThat(Location.segmentNumber(first) - Location.segmentNumber(position))
          .as("seed %d, since %d", seed, since)
          .isLessThan(2);
    }
  }

  @Test
  void looksBehindSegmentsThatBeginWithManyCopies() {
    append(RecordDescriptor.NO_FLAGS, 10);
    while (log.lastSegment() < 4) {
      append(RecordDescriptor.COPY, 1);
    }
    append(RecordDescriptor.NO_FLAGS, 20);

    assertThat(Location.segmentNumber(log.positionBefore(10))).isEqualTo(1);
    assertThat(Location.segmentNumber(log.positionBefore(15))).isEqualTo(1);
  }

  private long append(byte flags, long time) {
    UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    UnsafeBuffer item = new UnsafeBuffer(new byte[random.nextInt(100)]);
    return log.append(
        RecordDescriptor.PUT, flags, 1, time, 0, 0, key, 0, 8, item, 0, item.capacity());
  }
}
