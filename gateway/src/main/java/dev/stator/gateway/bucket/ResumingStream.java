package dev.stator.gateway.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The content of an object, opened again where it was when a connection breaks. */
final class ResumingStream extends InputStream {
  /** How often it is opened again without a byte read in between. */
  private static final int ATTEMPTS = 3;

  private final LongFunction<InputStream> opener;
  private final byte[] one = new byte[1];
  private @Nullable InputStream open;
  private long position;

  /**
   * @param opener opens the object at a position; throws BucketException, as its streams do
   */
  ResumingStream(LongFunction<InputStream> opener) {
    this.opener = opener;
    this.open = opener.apply(0); // so that what is wrong with the object is told at once
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        InputStream current = open;
        if (current == null) {
          current = opener.apply(position);
          open = current;
        }
        int count = current.read(buffer, offset, length);
        position += Math.max(0, count);
        return count;
      } catch (BucketException broken) {
        close();
        if (attempt == ATTEMPTS) {
          throw broken;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    InputStream current = open;
    open = null;
    if (current != null) {
      current.close();
    }
  }
}
