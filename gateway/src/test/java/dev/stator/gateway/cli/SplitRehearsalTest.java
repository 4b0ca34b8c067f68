package dev.stator.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.AdminPort;
import dev.stator.gateway.Stator;
import org.junit.jupiter.api.Test;

class SplitRehearsalTest {
  @Test
  void partitionsOfATableAndOfAnIndexAreSplitWhileTheyAreWritten() {
    AdminPort admin = new AdminPort("127.0.0.1", 0, true);
    try (Stator server = Stator.inMemory().admin(admin).start()) {
      assertThat(SplitRehearsal.run(server.port(), server.adminPort())).isTrue();

      assertThat(RehearsedRequests.page(server.adminPort(), "/metrics"))
          .containsPattern("stator_split_closed_seconds_count [2-9]");
    }
  }
}
