package dev.stator.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.partition.Reply;
import org.junit.jupiter.api.Test;

class RequestTimesTest {
  private static final int SMALL = 100;
  private static final int LARGE = 1_000_000;

  private final RequestTimes times = new RequestTimes(1_000);
  private final Reply reply = new Reply();

  @Test
  void tellsTheDiskFromTheWaitingBeforeIt() {
    times.handedOver(1_010);
    reply.times(1_900, 500);
    times.replied(reply);

    assertThat(times.readNs()).isEqualTo(10);
    assertThat(times.diskNs()).isEqualTo(500);
    assertThat(times.applyNs(2_000)).isEqualTo(100);
    assertThat(times.queueNs(2_000)).isEqualTo(390);
    assertThat(times.reason(2_000, SMALL, SMALL)).isEqualTo("disk");
  }

  @Test
  void blamesTheQueueForWhatNobodyWorkedOn() {
    times.handedOver(1_010);
    reply.times(1_900, 0);
    times.replied(reply);

    assertThat(times.reason(2_000, LARGE, LARGE)).isEqualTo("queue");
  }

  @Test
  void blamesTheSizeOfWhatIsLarge() {
    times.handedOver(1_900);

    assertThat(times.reason(2_000, LARGE, SMALL)).isEqualTo("size");
    assertThat(times.reason(2_000, SMALL, SMALL)).isEqualTo("apply");
  }

  @Test
  void countsAReadOfItsOwnThreadAsApplying() {
    reply.times(0, 0);
    times.replied(reply);
    times.handedOver(1_950);

    assertThat(times.reason(2_000, SMALL, SMALL)).isEqualTo("apply");
    assertThat(times.queueNs(2_000)).isEqualTo(50);
  }
}
