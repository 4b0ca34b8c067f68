package dev.stator.gateway.auth;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times of signatures: {@code 20130524T000000Z}, the basic format of ISO 8601 in UTC. */
final class AmzDate {
  static final int DAY_LENGTH = 8;
  static final long INVALID = Long.MIN_VALUE;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int LENGTH = 16;
  private static final int SECONDS_PER_DAY = 86_400;

  private AmzDate() {}

  static String format(long epochSecond) {
    return FORMAT.format(Instant.ofEpochSecond(epochSecond));
  }

  /** The second since 1970 that the text names, {@link #INVALID} when it is no such time. */
  static long parse(String text) {
    if (text.length() != LENGTH || text.charAt(DAY_LENGTH) != 'T' || text.charAt(15) != 'Z') {
      return INVALID;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 4, 6);
    int day = digits(text, 6, DAY_LENGTH);
    int hour = digits(text, 9, 11);
    int minute = digits(text, 11, 13);
    int second = digits(text, 13, 15);
    if (year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0) {
      return INVALID;
    }
    if (month < 1 || month > 12 || day < 1 || second > 59) {
      return INVALID;
    }
    if (day > YearMonth.of(year, month).lengthOfMonth()) {
      return INVALID;
    }
    return daysSince1970(year, month, day) * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
  }

  /** The number that these digits are, -1 when one is none. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** Years begin in March here, so that a leap day is the last of its year. */
  private static long daysSince1970(int year, int month, int day) {
    long marchYear = month > 2 ? year : year - 1;
    int marchMonth = month > 2 ? month - 3 : month + 9;
    long leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400;
    long days = 365L * marchYear + leapDays + (153L * marchMonth + 2) / 5 + day - 1;
    return days - 719_468;
  }
}
