package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DurabilityTest {
  private final Durability durability = new Durability(0);
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  void letsAForceEndBeforeItCloses() throws InterruptedException {
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread background =
        Thread.ofPlatform()
            .start(
                () ->
                    durability.force(
                        () -> {
                          forcing.countDown();
                          await(release);
                          events.add("forced");
                        }));
    forcing.await();
    Thread owner =
        Thread.ofPlatform()
            .start(
                () -> {
                  durability.close();
                  events.add("closed");
                });
    while (owner.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    release.countDown();
    background.join();
    owner.join();

    assertThat(events).containsExactly("forced", "closed");
    assertThatThrownBy(() -> durability.force(() -> events.add("late")))
        .isInstanceOf(StorageException.class);
    assertThat(events).hasSize(2);
  }

  @Test
  void neverGoesBack() {
    durability.advanceTo(20);
    durability.advanceTo(10);

    assertThat(durability.position()).isEqualTo(20);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
