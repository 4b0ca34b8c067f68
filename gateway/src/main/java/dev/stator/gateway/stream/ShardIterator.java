package dev.stator.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.StreamShard;
import dev.stator.gateway.operation.Exchange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A place in a shard that a client may read from for a while, as a token:
 *
 * <pre>
 * token := ARN of the stream, "|1|", base64 of (place, seal)
 * place := purpose (1 byte), partition (8), position (8), time of issue in ms (8), flag (1)
 * </pre>
 *
 * @param arn names the stream as the client did
 * @param skipsTrimmed whether it began at the oldest change and none was found yet
 */
record ShardIterator(
    String arn, TableStream stream, StreamShard shard, long position, boolean skipsTrimmed) {
  static final long LIFE_MS = TimeUnit.MINUTES.toMillis(15);

  private static final String SEPARATOR = "|1|";
  private static final byte PURPOSE = 'I';
  private static final int PLACE_LENGTH = 1 + 3 * Long.BYTES + 1;

  /** Where this shard is read on. */
  ShardIterator at(long newPosition, boolean stillSkipsTrimmed) {
    return new ShardIterator(arn, stream, shard, newPosition, stillSkipsTrimmed);
  }

  String encode(long nowMs) {
    ByteBuffer token = ByteBuffer.allocate(PLACE_LENGTH + StreamSeal.LENGTH);
    token.put(PURPOSE).putLong(shard.partition()).putLong(position).putLong(nowMs);
    token.put((byte) (skipsTrimmed ? 1 : 0));
    token.put(sealOf(stream.stream(), token.array()));
    return arn + SEPARATOR + Base64.getEncoder().encodeToString(token.array());
  }

  /**
   * Reads a token.
   *
   * @throws RequestException when it is none of this server, has expired, or its stream is gone
   */
  static ShardIterator decode(Exchange exchange, String token) {
    int separator = token.indexOf(SEPARATOR);
    if (separator < 0) {
      throw invalid();
    }
    String arn = token.substring(0, separator);
    byte[] bytes = decodeBase64(token.substring(separator + SEPARATOR.length()));
    TableStream stream = StreamLookup.find(exchange, arn);
    byte[] seal = new byte[StreamSeal.LENGTH];
    ByteBuffer place = ByteBuffer.wrap(bytes);
    place.get(PLACE_LENGTH, seal);
    if (!MessageDigest.isEqual(seal, sealOf(stream.stream(), bytes)) || place.get() != PURPOSE) {
      throw invalid();
    }
    StreamShard shard = stream.shard(place.getLong());
    long position = place.getLong();
    checkAge(place.getLong(), exchange.engine().nowMs());
    if (shard == null) {
      throw invalid();
    }
    return new ShardIterator(arn, stream, shard, position, place.get() != 0);
  }

  private static byte[] decodeBase64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.getBytes(UTF_8));
      if (bytes.length == PLACE_LENGTH + StreamSeal.LENGTH) {
        return bytes;
      }
    } catch (IllegalArgumentException malformed) {
      throw invalid();
    }
    throw invalid();
  }

  private static byte[] sealOf(ChangeStream stream, byte[] token) {
    return new StreamSeal(stream).of(ByteBuffer.wrap(token, 0, PLACE_LENGTH));
  }

  private static void checkAge(long issuedMs, long nowMs) {
    if (nowMs - issuedMs > LIFE_MS) {
      throw new RequestException(ErrorCode.EXPIRED_ITERATOR, "Shard iterator has expired");
    }
  }

  private static RequestException invalid() {
    return RequestException.validation("Invalid ShardIterator");
  }
}
