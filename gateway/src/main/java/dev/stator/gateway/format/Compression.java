package dev.stator.gateway.format;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** How the files of an import are compressed. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * The content of a compressed file; an empty file has none.
   *
   * @throws IOException when it is compressed in another way, or not at all
   */
  InputStream decompress(InputStream file) throws IOException {
    return switch (this) {
      case NONE -> file;
      case GZIP -> new GZIPInputStream(file, BUFFER_BYTES);
      case ZSTD -> new ZstdInputStream(file);
    };
  }
}
