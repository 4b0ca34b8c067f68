package dev.stator.core.file;

import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** A file mapped into memory as a whole, until {@link #close} unmaps it. */
public interface MappedFile extends AutoCloseable {
  Path path();

  /** The mapping; must not be touched after {@link #close}. */
  UnsafeBuffer buffer();

  /**
   * Makes the bytes of the range durable (msync); may be called by another thread than the owner.
   */
  void force(int offset, int length);

  /**
   * Maps the pages of the range for writing at once, where the system can do that: cheaper than one
   * fault for each of them. Changes no byte.
   */
  default void populate(int offset, int length) {}

  @Override
  void close();
}
