package dev.stator.gateway.format;

import dev.stator.core.codec.Slice;

/** The items of one file, one after the other; for one thread. */
public interface ItemSource extends AutoCloseable {
  /** What is next in the file. */
  sealed interface Next {
    /** An item, encoded; valid until the next one is asked for. */
    record Item(Slice item) implements Next {}

    /** An item that is not valid; others may follow. */
    record Invalid(String problem) implements Next {}

    /** Something that is no item, or cannot be read; what follows it cannot be read either. */
    record Unreadable(String problem) implements Next {}

    /** Nothing. */
    record End() implements Next {}
  }

  Next next();

  @Override
  void close();
}
