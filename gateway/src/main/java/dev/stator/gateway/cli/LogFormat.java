package dev.stator.gateway.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** How log lines look. */
enum LogFormat {
  /** As {@code logback.xml} has it: for people. */
  TEXT {
    @Override
    void use() {}
  },
  /** One JSON object a line, as Logback writes it: for programs. */
  JSON {
    @Override
    void use() {
      Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
      if (root.getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> appender) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setWithContext(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.start();
        appender.stop();
        appender.setEncoder(encoder);
        appender.start();
      }
    }
  };

  /** Makes lines look so from now on. */
  abstract void use();
}
