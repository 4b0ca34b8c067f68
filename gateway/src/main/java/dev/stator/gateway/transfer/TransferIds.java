package dev.stator.gateway.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stator.core.error.RequestException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The ids of imports and exports, such as {@code 01658528578619-c4d4e311}: when it began, so that
 * they sort by that, and a random number.
 */
public final class TransferIds {
  /** The least that the service's model allows for tokens, in digits. */
  private static final int TOKEN_LENGTH = 112;

  private static final String PADDING = "0".repeat(TOKEN_LENGTH);
  private static final SecureRandom RANDOM = new SecureRandom();

  private TransferIds() {}

  public static String next(long nowMs) {
    return "%014d-%08x".formatted(nowMs, RANDOM.nextInt());
  }

  /** The NextToken of a page that ends with this id. */
  public static String token(String id) {
    String digits = HexFormat.of().formatHex(id.getBytes(US_ASCII));
    return digits + PADDING.substring(digits.length());
  }

  /**
   * The id that a page ended with.
   *
   * @param operation names the operation in the refusal of what is no token
   */
  public static String ofToken(String token, String operation) {
    try {
      String padded = new String(HexFormat.of().parseHex(token), US_ASCII);
      String id = padded.substring(0, padded.indexOf('\0'));
      if (!id.isEmpty() && token(id).equals(token)) {
        return id;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException noToken) {
      throw invalid(operation);
    }
    throw invalid(operation);
  }

  private static RequestException invalid(String operation) {
    return RequestException.validation("Invalid NextToken for " + operation);
  }
}
