package dev.stator.core.number;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalCodecTest {
  private static final String NOT_NUMERIC = "The parameter cannot be converted to a numeric value";
  private static final String OVERFLOW =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  private static final String UNDERFLOW =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  private static final String TOO_PRECISE =
      "Attempting to store more than 38 significant digits in a Number";
  private static final String NINES = "9".repeat(DecimalCodec.MAX_DIGITS);

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
  private final byte[] text = new byte[DecimalCodec.MAX_TEXT_LENGTH];

  @ParameterizedTest
  @CsvSource({
    "0, 01",
    "1, 02820b00",
    "-1, 007d5aff",
    "12, 02830d00",
    "100, 02840b00",
    "1.01, 02820b0b00",
    "-99.99, 007c0101ff",
    "1E-130, 02000b00",
    "-1E125, 00005aff",
    "1E125, 02ff0b00",
  })
  void writesTheBytesOfTheDescription(String number, String hex) {
    assertThat(HexFormat.of().formatHex(encoded(number))).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+0.000, 0",
    "0e5, 0",
    "0e999999999999999999999, 0",
    "00042, 42",
    ".5, 0.5",
    "5., 5",
    "+1e2, 100",
    "1.5E2, 150",
    "1e+2, 100",
    "-1.50, -1.5",
    "100, 100",
    "10.010, 10.01",
    "123456, 123456",
    "12345.6, 12345.6",
    "0.00120, 0.0012",
    "1e-20, 0.00000000000000000001",
    "1200e-1, 120",
    "0.0000001e7, 1",
  })
  void returnsPlainDecimalText(String given, String stored) {
    assertThat(stored(given)).isEqualTo(stored);
  }

  @Test
  void returnsTheLargestAndTheSmallestNumbers() {
    assertThat(stored("1e125")).isEqualTo("1" + "0".repeat(125));
    assertThat(stored("-9." + "9".repeat(37) + "E+125")).isEqualTo("-" + NINES + "0".repeat(88));
    assertThat(stored("1E-130")).isEqualTo("0." + "0".repeat(129) + "1");
    assertThat(stored("-9." + "9".repeat(37) + "E-130"))
        .isEqualTo("-0." + "0".repeat(129) + NINES)
        .hasSize(DecimalCodec.MAX_TEXT_LENGTH);
    assertThat(encoded("-9." + "9".repeat(37) + "E-130")).hasSize(DecimalCodec.MAX_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN", "Infinity", "-Infinity", " 1", "1 ", "1e", "1e+", "1e1.5", "++5", "+-5", "+e2", "e2",
            "1.2.3",
        "1+2", ".", "-", "+", "..", "0x10", "1f", "1_000", "1,5", "\u0661", "1\u0000", "5-", "1e5e5"
      })
  void refusesWhatIsNoNumberAndEchoesIt(String given) {
    assertRefused(given, NOT_NUMERIC + ": " + given);
  }

  @Test
  void refusesTheEmptyTextWithoutEcho() {
    assertRefused("", NOT_NUMERIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1E126", "-1E126", "10E125", "1e999999999999999999999", "0.1e2147483649"})
  void refusesMagnitudesOverTheLargest(String given) {
    assertRefused(given, OVERFLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1E-131", "-1E-131", "0.1E-130", "1e-999999999999999999999", "9.99e-2147483649"})
  void refusesMagnitudesUnderTheSmallest(String given) {
    assertRefused(given, UNDERFLOW);
  }

  @Test
  void refusesThirtyNineSignificantDigits() {
    assertRefused(NINES + "9", TOO_PRECISE);
    assertRefused("0." + NINES + "9", TOO_PRECISE);
    assertRefused("1." + "0".repeat(37) + "1", TOO_PRECISE);
    assertThatThrownBy(() -> DecimalCodec.encode(new BigDecimal(NINES + "9"), buffer, 0))
        .hasMessage(TOO_PRECISE);
  }

  @Test
  void doesNotCountLeadingAndTrailingZeros() {
    assertThat(stored("000" + NINES + "000")).isEqualTo(NINES + "000");
    assertThat(stored("0.00" + NINES + "00")).isEqualTo("0.00" + NINES);
    assertThat(stored("1" + "0".repeat(100) + "." + "0".repeat(100)))
        .isEqualTo("1" + "0".repeat(100));
    assertThat(stored("0".repeat(5_000) + "7")).isEqualTo("7");
    assertThat(stored("0." + "0".repeat(199) + "7e200")).isEqualTo("7");
  }

  @Test
  void refusesResultsOutsideTheRange() {
    assertThatThrownBy(() -> DecimalCodec.encode(new BigDecimal("1E126"), buffer, 0))
        .hasMessage(OVERFLOW);
    assertThatThrownBy(() -> DecimalCodec.encode(new BigDecimal("-1E-131"), buffer, 0))
        .hasMessage(UNDERFLOW);
    assertThatThrownBy(
            () -> DecimalCodec.encode(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE), buffer, 0))
        .hasMessage(OVERFLOW);
    assertThat(DecimalCodec.encode(new BigDecimal("0E+300"), buffer, 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 2",
    "-1, 3",
    "12, 2",
    "123, 3",
    "1234, 3",
    "-1234, 4",
    "100, 2",
    "1000, 2",
    "1.5, 3",
    "12.34, 3",
    "123.4, 4",
    "0.5, 2",
    "0.05, 2",
    "0.005, 2",
    "1e125, 2",
    "1e-130, 2",
    "99999999999999999999999999999999999999, 20",
    "-9.9999999999999999999999999999999999999, 22",
  })
  void countsPairsOfDigitsAroundThePoint(String number, int size) {
    DecimalCodec.encode(number, buffer, 3);

    assertThat(DecimalCodec.size(buffer, 3)).isEqualTo(size);
  }

  @Test
  void sortsBytesLikeNumbers() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<BigDecimal> numbers = new ArrayList<>(edges());
    for (int i = 0; i < 500; i++) {
      numbers.add(anyNumber(random));
    }

    List<byte[]> encoded = numbers.stream().map(n -> encoded(n.toString())).toList();

    for (int i = 0; i < numbers.size(); i++) {
      for (int j = 0; j < numbers.size(); j += 1 + random.nextInt(5)) {
        int byBytes = Arrays.compareUnsigned(encoded.get(i), encoded.get(j));
        assertThat(Integer.signum(byBytes))
            .as("%s and %s, seed %d", numbers.get(i), numbers.get(j), seed)
            .isEqualTo(numbers.get(i).compareTo(numbers.get(j)));
      }
    }
  }

  @Test
  void givesBackEveryNumber() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      BigDecimal number = anyNumber(random);
      String as = number + ", seed " + seed;

      int length = DecimalCodec.encode(number, buffer, 5);

      assertThat(length).as(as).isBetween(1, DecimalCodec.MAX_LENGTH);
      assertThat(DecimalCodec.length(buffer, 5)).as(as).isEqualTo(length);
      assertThat(formatted(5)).as(as).isEqualTo(plain(number));
      assertThat(DecimalCodec.decode(buffer, 5)).as(as).isEqualTo(stripped(number));
      assertThat(encoded(number)).as(as).isEqualTo(encoded(number.toString()));
      assertThat(encoded(number.toPlainString())).as(as).isEqualTo(encoded(number.toString()));
      assertThat(encoded(number.toEngineeringString())).as(as).isEqualTo(encoded(plain(number)));
    }
  }

  @Test
  void readsCharsBytesAndSequencesAlikeFromTheMiddle() {
    String padded = "99-12.5e3]]";
    char[] chars = padded.toCharArray();

    int fromChars = DecimalCodec.encode(chars, 2, 7, buffer, 1);
    byte[] expected = bytes(1, fromChars);

    assertThat(formatted(1)).isEqualTo("-12500");
    assertThat(DecimalCodec.encode(padded.getBytes(US_ASCII), 2, 7, buffer, 30))
        .isEqualTo(fromChars);
    assertThat(bytes(30, fromChars)).isEqualTo(expected);
    assertThatThrownBy(() -> DecimalCodec.encode(chars, 2, 8, buffer, 1))
        .hasMessage(NOT_NUMERIC + ": -12.5e3]");
    assertThatThrownBy(() -> DecimalCodec.encode("1é".getBytes(UTF_8), 0, 3, buffer, 1))
        .hasMessage(NOT_NUMERIC + ": 1é");
  }

  @Test
  void writesNoMoreThanItReturns() {
    UnsafeBuffer exact = new UnsafeBuffer(new byte[3 + 4]);

    DecimalCodec.encode("1." + "0".repeat(300), exact, 3);

    assertThat(exact.getByte(6)).isZero();
    assertThat(DecimalCodec.length(exact, 3)).isEqualTo(4);
  }

  @Test
  void allocatesNothing() {
    char[] chars = "-1234567.890123".toCharArray();

    long bytes =
        AllocationMeter.bytesAllocatedBy(
            () -> {
              DecimalCodec.encode(chars, 0, chars.length, buffer, 0);
              DecimalCodec.format(buffer, 0, text, 0);
              DecimalCodec.size(buffer, 0);
              DecimalCodec.length(buffer, 0);
            });

    assertThat(bytes).isZero();
  }

  /** Neighbours at every place where the form changes. */
  private static List<BigDecimal> edges() {
    List<BigDecimal> edges = new ArrayList<>();
    for (String magnitude :
        List.of(
            "1E-130",
            "1.1E-130",
            "9E-130",
            "1E-129",
            "0.99",
            "1",
            "1.01",
            "1.001",
            "1.1",
            "9",
            "9.9",
            "9.99",
            "10",
            "10.1",
            "99",
            "99.99",
            "100",
            "1E124",
            "1E125",
            NINES + "E88")) {
      edges.add(new BigDecimal(magnitude));
      edges.add(new BigDecimal(magnitude).negate());
    }
    edges.add(BigDecimal.ZERO);
    return edges;
  }

  private static BigDecimal anyNumber(Random random) {
    int digits = 1 + random.nextInt(DecimalCodec.MAX_DIGITS);
    StringBuilder unscaled = new StringBuilder().append((char) ('1' + random.nextInt(9)));
    int alphabet = random.nextBoolean() ? 2 : 10;
    while (unscaled.length() < digits) {
      unscaled.append((char) ('0' + random.nextInt(alphabet)));
    }
    int range = random.nextBoolean() ? 4 : 255;
    int exponent = random.nextInt(range + 1) - (range == 4 ? 2 : 130);
    BigDecimal number = new BigDecimal(unscaled + "E" + (exponent - digits + 1));
    return random.nextBoolean() ? number : number.negate();
  }

  private static BigDecimal stripped(BigDecimal number) {
    return number.stripTrailingZeros();
  }

  private static String plain(BigDecimal number) {
    return stripped(number).toPlainString();
  }

  @Test
  void tellsTheWholePartOfWhatCountsInLongs() {
    assertThat(wholePart("0")).isZero();
    assertThat(wholePart("0.99")).isZero();
    assertThat(wholePart("1.7E9")).isEqualTo(1_700_000_000L);
    assertThat(wholePart("1700000001.999")).isEqualTo(1_700_000_001L);
    assertThat(wholePart("999999999999999999.5")).isEqualTo(999_999_999_999_999_999L);
    assertThat(wholePart("1E18")).isEqualTo(Long.MAX_VALUE);
    assertThat(wholePart("9.9E125")).isEqualTo(Long.MAX_VALUE);
    assertThat(wholePart("-0.5")).isEqualTo(-1);
    assertThat(wholePart("-1E125")).isEqualTo(-1);
  }

  private long wholePart(String given) {
    DecimalCodec.encode(given, buffer, 3);
    return DecimalCodec.wholePart(buffer, 3);
  }

  private String stored(String given) {
    DecimalCodec.encode(given, buffer, 7);
    return formatted(7);
  }

  private String formatted(int offset) {
    return new String(text, 0, DecimalCodec.format(buffer, offset, text, 0), US_ASCII);
  }

  private byte[] encoded(String given) {
    return bytes(0, DecimalCodec.encode(given.toCharArray(), 0, given.length(), buffer, 0));
  }

  private byte[] encoded(BigDecimal number) {
    return bytes(0, DecimalCodec.encode(number, buffer, 0));
  }

  private byte[] bytes(int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }

  private void assertRefused(String given, String message) {
    assertThatThrownBy(() -> encoded(given))
        .isInstanceOf(RequestException.class)
        .hasMessage(message)
        .extracting(e -> ((RequestException) e).code())
        .isEqualTo(ErrorCode.VALIDATION);
  }
}
