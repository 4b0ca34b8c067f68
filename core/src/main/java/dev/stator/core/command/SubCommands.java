package dev.stator.core.command;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_INT;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the commands of a transaction, which stand one behind the other, each as {@code int32
 * length, command} in the layout of {@link CommandDescriptor}; their tickets mean nothing.
 */
public final class SubCommands {
  private DirectBuffer buffer = new UnsafeBuffer(0, 0);
  private int position;
  private int end;

  /** Stands before the first command of a MULTI or PREPARE. */
  public SubCommands wrap(CommandView command) {
    return wrap(command.buffer(), command.programOffset(), command.programLength());
  }

  /** Stands before the first of the commands in these bytes. */
  public SubCommands wrap(DirectBuffer source, int offset, int length) {
    buffer = source;
    position = offset;
    end = offset + length;
    return this;
  }

  /** Moves the view to the next command; false when there is none. */
  public boolean next(CommandView command) {
    if (position >= end) {
      return false;
    }
    command.wrap(buffer, position + SIZE_OF_INT);
    position += SIZE_OF_INT + buffer.getInt(position, LITTLE_ENDIAN);
    return true;
  }
}
