package dev.stator.gateway.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.Date;

/** The value of the {@code Date} header, formatted once a second, when it is asked for. */
final class DateHeader {
  private static final long MS_PER_SECOND = 1000;

  private final InstantSource clock;
  private long second = -1;
  private AsciiString value = AsciiString.EMPTY_STRING;

  DateHeader(InstantSource clock) {
    this.clock = clock;
  }

  AsciiString value() {
    long now = Math.floorDiv(clock.millis(), MS_PER_SECOND);
    if (now != second) {
      second = now;
      value = format(now);
    }
    return value;
  }

  @SuppressWarnings("JavaUtilDate") // what Netty's formatter of HTTP dates takes
  private static AsciiString format(long second) {
    return AsciiString.of(DateFormatter.format(new Date(second * MS_PER_SECOND)));
  }
}
