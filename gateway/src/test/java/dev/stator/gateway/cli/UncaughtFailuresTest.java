package dev.stator.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UncaughtFailuresTest {
  @Test
  void areLoggedWithoutWhatTheySay() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(UncaughtFailures.class);
    logger.setAdditive(false);
    logger.addAppender(log);
    log.start();
    try {
      Thread thread =
          Thread.ofPlatform()
              .name("doomed")
              .uncaughtExceptionHandler(new UncaughtFailures())
              .start(
                  () -> {
                    throw new IllegalStateException("what a client sent");
                  });
      thread.join();
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
    }

    assertThat(log.list).hasSize(1);
    ILoggingEvent event = log.list.getFirst();
    assertThat(event.getFormattedMessage()).isEqualTo("thread doomed ended by a failure");
    assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
        .contains("IllegalStateException", "UncaughtFailuresTest")
        .doesNotContain("what a client sent");
  }
}
