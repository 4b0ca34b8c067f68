package dev.stator.gateway.format;

import dev.stator.core.codec.Slice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file of an export that is being written, one item a line; for one thread. */
public interface ItemFile extends AutoCloseable {
  /** Writes an item of a full export. */
  void item(Slice item) throws IOException;

  /**
   * Writes a changed item of an incremental export.
   *
   * @param micros when it was written last, epoch microseconds
   * @param keys its key attributes
   * @param before null for none, or if that is not asked for
   * @param after null for none
   */
  void change(long micros, Slice keys, @Nullable Slice before, @Nullable Slice after)
      throws IOException;

  /** Completes the file; closes what it is written to. */
  @Override
  void close() throws IOException;
}
