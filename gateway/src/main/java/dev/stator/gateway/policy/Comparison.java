package dev.stator.gateway.policy;

import dev.stator.gateway.policy.ConditionKey.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The operators of conditions, each a comparison of a value of a request with one of a policy. */
enum Comparison {
  STRING_EQUALS("StringEquals", Kind.TEXT) {
    @Override
    boolean matches(String given, String wanted) {
      return given.equals(wanted);
    }
  },
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Kind.TEXT) {
    @Override
    boolean matches(String given, String wanted) {
      return given.equalsIgnoreCase(wanted);
    }
  },
  STRING_LIKE("StringLike", Kind.TEXT) {
    @Override
    boolean matches(String given, String wanted) {
      return Wildcard.matches(wanted, given, false);
    }
  },
  NUMERIC_EQUALS("NumericEquals", Kind.TIME) {
    @Override
    boolean matches(String given, String wanted) {
      return seconds(given).compareTo(seconds(wanted)) == 0;
    }
  },
  NUMERIC_LESS_THAN("NumericLessThan", Kind.TIME) {
    @Override
    boolean matches(String given, String wanted) {
      return seconds(given).compareTo(seconds(wanted)) < 0;
    }
  },
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Kind.TIME) {
    @Override
    boolean matches(String given, String wanted) {
      return seconds(given).compareTo(seconds(wanted)) <= 0;
    }
  },
  NUMERIC_GREATER_THAN("NumericGreaterThan", Kind.TIME) {
    @Override
    boolean matches(String given, String wanted) {
      return seconds(given).compareTo(seconds(wanted)) > 0;
    }
  },
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Kind.TIME) {
    @Override
    boolean matches(String given, String wanted) {
      return seconds(given).compareTo(seconds(wanted)) >= 0;
    }
  },
  BOOL("Bool", Kind.TRUTH) {
    @Override
    boolean matches(String given, String wanted) {
      return given.equalsIgnoreCase(wanted);
    }
  },
  IP_ADDRESS("IpAddress", Kind.ADDRESS) {
    @Override
    boolean matches(String given, String wanted) {
      return AddressRange.parse(wanted).contains(given);
    }
  };

  private final String text;
  private final Kind kind;

  Comparison(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  abstract boolean matches(String given, String wanted);

  /**
   * The comparison of this name, without {@code Not} and {@code IfExists}; null if there is none.
   * Dates are compared as the numbers of their seconds.
   */
  static @Nullable Comparison find(String name) {
    String wanted = name.startsWith("Date") ? name.replaceFirst("Date", "Numeric") : name;
    for (Comparison each : values()) {
      if (each.text.equals(wanted)) {
        return each;
      }
    }
    return null;
  }

  boolean fits(ConditionKey key) {
    return kind == key.kind();
  }

  /**
   * Checks a value of a policy.
   *
   * @throws RuntimeException if it is none for this comparison
   */
  void check(String wanted) {
    switch (this) {
      case IP_ADDRESS -> AddressRange.parse(wanted);
      case BOOL -> {
        if (!wanted.equalsIgnoreCase("true") && !wanted.equalsIgnoreCase("false")) {
          throw new IllegalArgumentException("neither true nor false: " + wanted);
        }
      }
      case NUMERIC_EQUALS,
          NUMERIC_LESS_THAN,
          NUMERIC_LESS_THAN_EQUALS,
          NUMERIC_GREATER_THAN,
          NUMERIC_GREATER_THAN_EQUALS ->
          seconds(wanted);
      case STRING_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_LIKE -> {}
    }
  }

  /** Seconds since 1970, of a number or a date of ISO 8601. */
  private static BigDecimal seconds(String text) {
    if (text.matches("[0-9]+")) {
      return new BigDecimal(text);
    }
    try {
      Instant moment =
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return BigDecimal.valueOf(moment.getEpochSecond())
          .add(BigDecimal.valueOf(moment.getNano(), 9));
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException("neither a date nor a number: " + text, wrong);
    }
  }
}
