package dev.stator.gateway.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Takes what a class logs, where a failure is expected, instead of letting it be printed. */
final class RecordedLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  RecordedLog(Class<?> logging) {
    logger = (Logger) LoggerFactory.getLogger(logging);
    logger.setAdditive(false);
    logger.addAppender(events);
    events.start();
  }

  /** What was logged so far, with stack traces. */
  List<String> lines() {
    return List.copyOf(events.list).stream()
        .map(
            event ->
                event.getFormattedMessage()
                    + "\n"
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(events);
    logger.setAdditive(true);
  }
}
