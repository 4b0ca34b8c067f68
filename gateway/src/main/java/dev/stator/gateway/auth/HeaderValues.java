package dev.stator.gateway.auth;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Collects the values of the signed headers of one request after the other. */
final class HeaderValues implements BiConsumer<String, String> {
  private static final String AMZ_PREFIX = "x-amz-";

  private @Nullable SignedHeaders signed;
  private @Nullable String[] values = new @Nullable String[16];
  private @Nullable String unsigned;

  /**
   * Takes the headers of a request.
   *
   * @throws dev.stator.core.error.RequestException INVALID_SIGNATURE when it has a header of the
   *     service's that is not signed: anybody could have put it there
   */
  void collect(SignedRequest request, SignedHeaders newSigned) {
    if (newSigned.count() > values.length) {
      values = new @Nullable String[newSigned.count()];
    } else {
      Arrays.fill(values, 0, newSigned.count(), null);
    }
    signed = newSigned;
    unsigned = null;
    request.forEachHeader(this);
    signed = null;
    newSigned.requireHost();
    String offending = unsigned;
    if (offending != null) {
      throw SignedHeaders.unsigned("'" + offending + "'");
    }
  }

  @Override
  public void accept(String name, String value) {
    SignedHeaders headers = signed;
    int index = headers == null ? -1 : headers.indexOf(name);
    if (index >= 0) {
      String first = values[index];
      values[index] = first == null ? value : first.strip() + "," + value.strip();
    } else if (name.regionMatches(true, 0, AMZ_PREFIX, 0, AMZ_PREFIX.length())) {
      unsigned = unsigned == null ? name : unsigned;
    }
  }

  /** The values of the signed header at this place, joined; null if the request has none. */
  @Nullable String get(int index) {
    return values[index];
  }
}
