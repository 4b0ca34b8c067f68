package dev.stator.gateway.bucket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of an object. Failures to read it are those of the bucket, not of what is made of the
 * content by others, whose IOExceptions mean that it is malformed.
 */
final class BucketStream extends FilterInputStream {
  BucketStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() {
    try {
      return super.read();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    try {
      return super.read(buffer, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static BucketException failed(IOException cause) {
    return new BucketException(
        BucketException.UNKNOWN, "An object could not be read to its end", cause);
  }
}
