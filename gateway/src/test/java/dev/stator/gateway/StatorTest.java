package dev.stator.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class StatorTest {
  @Test
  void servesOnAFreePortUntilItIsClosed() throws Exception {
    try (var stator = Stator.inMemory().start();
        var another = Stator.inMemory().start()) {
      assertThat(another.endpoint()).isNotEqualTo(stator.endpoint());
      assertThat(health(stator.endpoint())).isEqualTo(200);
      assertThat(health(another.endpoint())).isEqualTo(200);
    }
  }

  @Test
  void opensTheSameDirectoryAgainAfterClosing(@TempDir Path data) throws Exception {
    for (int time = 0; time < 2; time++) {
      try (var stator = Stator.at(data).start()) {
        assertThat(health(stator.endpoint())).isEqualTo(200);
      }
    }
  }

  @Test
  void makesADirectoryThatOnlyItsOwnerMayLookInto(@TempDir Path directory) throws Exception {
    Path data = directory.resolve("above").resolve("data");

    Stator.at(data).start().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void leavesNothingOpenWhenItCannotListen(@TempDir Path data) {
    try (var stator = Stator.inMemory().start()) {
      assertThatThrownBy(() -> Stator.at(data).port(stator.port()).start())
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("already in use");
    }
    Stator.at(data).start().close();
  }

  @Test
  void listensToTheNetworkOnlyWithKeysOrWhenToldThatItIsInsecure(@TempDir Path data)
      throws Exception {
    assertThatThrownBy(() -> Stator.inMemory().host("0.0.0.0").start())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("refusing to listen on 0.0.0.0 with --auth off");
    try (var guarded = Stator.inMemory().host("0.0.0.0").requireKeys(data).start();
        var insecure = Stator.inMemory().host("0.0.0.0").insecure(true).start()) {
      assertThat(health(guarded.endpoint())).isEqualTo(200);
      assertThat(health(insecure.endpoint())).isEqualTo(200);
    }
  }

  @Test
  void warnsOfANetworkWithoutTlsOrKeys(@TempDir Path data) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Stator.class);
    logger.addAppender(log);
    log.start();
    try (var local = Stator.inMemory().start()) {
      assertThat(local.port()).isPositive();
      assertThat(log.list).isEmpty();
    }
    try (var guarded = Stator.inMemory().host("0.0.0.0").requireKeys(data).start()) {
      assertThat(guarded.port()).isPositive();
      assertThat(log.list).hasSize(1);
      assertThat(log.list.getFirst().getFormattedMessage()).contains("no --tls-cert");
    }
    try (var insecure = Stator.inMemory().host("0.0.0.0").insecure(true).start()) {
      assertThat(insecure.port()).isPositive();
      assertThat(log.list).hasSize(3);
    } finally {
      logger.detachAppender(log);
    }
  }

  private static int health(URI endpoint) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(endpoint.resolve("/")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
