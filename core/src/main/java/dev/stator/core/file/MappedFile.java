package dev.stator.core.file;

import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** A file mapped into memory as a whole, until {@link #close} unmaps it. */
public interface MappedFile extends AutoCloseable {
  /** The length of a huge page, bytes. */
  int HUGE_PAGE = 2 << 20;

  Path path();

  /** The mapping; must not be touched after {@link #close}. */
  UnsafeBuffer buffer();

  /**
   * Makes the bytes of the range durable (msync); may be called by another thread than the owner.
   */
  void force(int offset, int length);

  /**
   * Asks for the bytes of the range to be read into memory, and does not wait for them; they are
   * perhaps not.
   */
  default void willNeed(int offset, int length) {}

  /**
   * Makes the pages of the range ready to be written, where the system can do that; any thread,
   * also while the owner closes the file.
   */
  default void populate(int offset, int length) {}

  /**
   * The same, in huge pages where the system has them for files: much cheaper for each byte, to
   * write, to force and to read, but all of a huge page is written to the disk when a byte of it
   * has changed.
   *
   * @param offset a multiple of {@link #HUGE_PAGE}, as is the length
   */
  default void populateHuge(int offset, int length) {}

  /** Whether the bytes of the range are in memory, as far as that can be told. */
  default boolean isResident(int offset, int length) {
    return true;
  }

  @Override
  void close();
}
