package dev.stator.gateway.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** What is in a file, decompressed and counted; items without an end are an error. */
public final class Content extends FilterInputStream {
  /** Far more than the text of the largest item can have. */
  private static final long MAX_ITEM_BYTES = 16 * 1024 * 1024;

  private long count;
  private long limit = MAX_ITEM_BYTES;

  private Content(InputStream in) {
    super(in);
  }

  /**
   * The content of a file, which is closed with it.
   *
   * @throws IOException when it is compressed in another way, or not at all
   */
  public static Content of(InputStream file, Compression compression) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(file, 1);
    int first = peeked.read();
    if (first < 0) {
      return new Content(peeked);
    }
    peeked.unread(first);
    return new Content(compression.decompress(peeked));
  }

  /** Bytes read so far, decompressed. */
  public long count() {
    return count;
  }

  /** Says that another item begins here. */
  void beginItem() {
    limit = count + MAX_ITEM_BYTES;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      add(1);
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      add(read);
    }
    return read;
  }

  private void add(int read) throws IOException {
    count += read;
    if (count > limit) {
      throw new IOException("an item is longer than " + MAX_ITEM_BYTES + " bytes");
    }
  }
}
