package dev.stator.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamLagsTest {
  private static final long MINUTE_MS = 60_000;

  private final AtomicLong nowMs = new AtomicLong(-MINUTE_MS / 2); // such clocks begin anywhere
  private final StreamLags lags = new StreamLags(nowMs::get);

  @Test
  void tellsTheSlowestReaderOfThisMinuteAndTheOneBefore() {
    lags.read("t", "1", 500, 10);
    lags.read("t", "1", 700, 5);
    lags.read("t", "2", 0, 0);
    assertThat(all()).isEqualTo(Map.of("t/1", "700 ms, 10 bytes", "t/2", "0 ms, 0 bytes"));

    nowMs.addAndGet(MINUTE_MS);
    lags.read("t", "1", 100, 7);
    assertThat(all()).containsEntry("t/1", "700 ms, 10 bytes");

    nowMs.addAndGet(MINUTE_MS);
    assertThat(all()).isEqualTo(Map.of("t/1", "100 ms, 7 bytes"));
  }

  @Test
  void forgetsStreamsThatNobodyReads() {
    lags.read("t", "1", 500, 10);

    nowMs.addAndGet(2 * MINUTE_MS);

    assertThat(all()).isEmpty();
    lags.read("t", "1", 3, 4);
    assertThat(all()).isEqualTo(Map.of("t/1", "3 ms, 4 bytes"));
  }

  @Test
  void aMinuteWithoutReadersCountsAsSuch() {
    lags.read("t", "1", 500, 10);

    nowMs.addAndGet(3 * MINUTE_MS);
    lags.read("t", "1", 3, 4);

    assertThat(all()).isEqualTo(Map.of("t/1", "3 ms, 4 bytes"));
  }

  private Map<String, String> all() {
    Map<String, String> all = new HashMap<>();
    lags.visit(
        (stream, lag) ->
            all.put(
                stream.table() + "/" + stream.label(),
                lag.ageMs() + " ms, " + lag.unreadBytes() + " bytes"));
    return all;
  }
}
