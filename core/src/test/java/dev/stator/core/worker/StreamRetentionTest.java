package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.StreamShard;
import dev.stator.core.model.StreamView;
import dev.stator.core.segment.SegmentLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamRetentionTest {
  private static final long HOUR = TimeUnit.HOURS.toMicros(1);
  private static final long SEGMENT = 1L << 32;

  private final LoosePartition loose = new LoosePartition();
  private final StreamRetention retention = new StreamRetention();
  private final List<Long> hourly = new ArrayList<>();

  StreamRetentionTest() {
    for (int hour = 0; hour < 48; hour++) {
      hourly.add(loose.append(hour * HOUR));
    }
  }

  @AfterEach
  void close() {
    loose.close();
  }

  @Test
  void needsNothingOfAPartitionWithoutStreams() {
    assertThat(oldestNeededAt(48)).isEqualTo(StreamRetention.NOTHING);
    retention.keep(LoosePartition.ID, List.of(enabledAt(0)));
    retention.keep(LoosePartition.ID, List.of());
    assertThat(oldestNeededAt(48)).isEqualTo(StreamRetention.NOTHING);
  }

  @Test
  void needsTheLastTwentyFourHoursAndNotMoreThanASegmentBefore() {
    retention.keep(LoosePartition.ID, List.of(enabledAt(0)));

    assertThat(oldestNeededAt(12)).isEqualTo(SegmentLog.FIRST_LOCATION);
    for (int hour = 25; hour < 48; hour++) {
      long first = hourly.get(hour - 24);
      assertThat(oldestNeededAt(hour)).isBetween(first - 2 * SEGMENT, first);
    }
  }

  @Test
  void needsNothingBeforeAStreamBegan() {
    retention.keep(LoosePartition.ID, List.of(enabledAt(40)));

    assertThat(oldestNeededAt(48)).isEqualTo(hourly.get(40));
  }

  @Test
  void needsWhatAnEndedStreamHasForTwentyFourHours() {
    retention.keep(LoosePartition.ID, List.of(between(10, 20), between(0, 5)));

    assertThat(oldestNeededAt(21)).isEqualTo(SegmentLog.FIRST_LOCATION);
    assertThat(oldestNeededAt(30)).isBetween(hourly.get(0), hourly.get(10));
    assertThat(oldestNeededAt(43)).isBetween(hourly.get(10), hourly.get(20));
    assertThat(oldestNeededAt(44)).isEqualTo(StreamRetention.NOTHING);
  }

  private long oldestNeededAt(int hour) {
    return retention.oldestNeeded(loose.partition(), hour * HOUR);
  }

  private ChangeStream enabledAt(int hour) {
    return stream(0, new StreamShard(LoosePartition.ID, 0, hourly.get(hour), StreamShard.OPEN));
  }

  private ChangeStream between(int from, int to) {
    return stream(
        TimeUnit.HOURS.toMillis(to),
        new StreamShard(LoosePartition.ID, 0, hourly.get(from), hourly.get(to)));
  }

  private static ChangeStream stream(long endedMs, StreamShard shard) {
    return new ChangeStream(
        ChangeStream.labelOf(1), StreamView.KEYS_ONLY, endedMs, "", List.of(shard));
  }
}
