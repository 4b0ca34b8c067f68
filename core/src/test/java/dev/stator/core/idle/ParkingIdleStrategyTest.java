package dev.stator.core.idle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ParkingIdleStrategyTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50})
  void noWakeUpIsLost(int spins) throws InterruptedException {
    int rounds = 50_000;
    AtomicLong sent = new AtomicLong();
    AtomicLong answered = new AtomicLong();
    ParkingIdleStrategy pong = new ParkingIdleStrategy(spins);
    ParkingIdleStrategy ping = new ParkingIdleStrategy(spins);
    Thread answering =
        new Thread(
            () -> {
              while (answered.get() < rounds) {
                boolean work = sent.get() > answered.get();
                if (work) {
                  answered.incrementAndGet();
                  ping.wake();
                }
                pong.idle(work ? 1 : 0);
              }
            });
    answering.start();

    for (int i = 0; i < rounds; i++) {
      sent.incrementAndGet();
      pong.wake();
      while (answered.get() < sent.get()) {
        ping.idle();
      }
      ping.reset();
    }

    pong.wake();
    answering.join();
    assertThat(answered.get()).isEqualTo(rounds);
  }

  @Test
  void parksNoLongerThanAsked() {
    ParkingIdleStrategy idle = new ParkingIdleStrategy(0, 1000);

    for (int i = 0; i < 100; i++) {
      idle.idle();
    }

    assertThat(idle.alias()).isEqualTo("parking");
  }
}
