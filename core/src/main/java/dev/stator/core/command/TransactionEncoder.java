package dev.stator.core.command;

import static dev.stator.core.command.CommandDescriptor.HEADER_LENGTH;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_INT;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes the commands of transactions: the commands on items are staged first, then composed to one
 * MULTI or several PREPAREs; see {@link SubCommands}.
 */
public final class TransactionEncoder {
  private static final int INITIAL_CAPACITY = 4096;

  /** A buffer that has grown beyond this is not kept for the next transaction. */
  private static final int RETAINED_CAPACITY = 256 * 1024;

  private final CommandEncoder header = new CommandEncoder();
  private ExpandableArrayBuffer staged = new ExpandableArrayBuffer(INITIAL_CAPACITY);
  private ExpandableArrayBuffer composed = new ExpandableArrayBuffer(INITIAL_CAPACITY);
  private int stagedLength;
  private int length;

  /** Forgets what was staged and composed. */
  public void clear() {
    if (staged.capacity() > RETAINED_CAPACITY) {
      staged = new ExpandableArrayBuffer(INITIAL_CAPACITY);
    }
    if (composed.capacity() > RETAINED_CAPACITY) {
      composed = new ExpandableArrayBuffer(INITIAL_CAPACITY);
    }
    stagedLength = 0;
    length = 0;
  }

  /** Stages a command on an item and returns where its entry starts, for {@link #append}. */
  public int stage(CommandEncoder command) {
    int start = stagedLength;
    staged.putInt(start, command.length(), LITTLE_ENDIAN);
    staged.putBytes(start + SIZE_OF_INT, command.buffer(), 0, command.length());
    stagedLength += SIZE_OF_INT + command.length();
    return start;
  }

  /** A copy of all entries as they are staged, which {@link #restage} takes. */
  public byte[] copyOfStaged() {
    byte[] copy = new byte[stagedLength];
    staged.getBytes(0, copy);
    return copy;
  }

  /** Stages the entries of a copy in place of all others: each where it was. */
  public void restage(byte[] copy) {
    clear();
    staged.putBytes(0, copy);
    stagedLength = copy.length;
  }

  /** Lets the staged command be for another partition. */
  public void partition(int entry, long partition) {
    staged.putLong(
        entry + SIZE_OF_INT + CommandDescriptor.PARTITION_OFFSET, partition, LITTLE_ENDIAN);
  }

  /** Shows the staged command. */
  public CommandView view(int entry, CommandView view) {
    return view.wrap(staged, entry + SIZE_OF_INT);
  }

  /** Bytes of the entry of a staged command. */
  public int entryLength(int entry) {
    return SIZE_OF_INT + staged.getInt(entry, LITTLE_ENDIAN);
  }

  /** Bytes of all entries. */
  public int stagedLength() {
    return stagedLength;
  }

  /** Starts a MULTI; its entries follow. */
  public TransactionEncoder multi(long ticket, long timestamp) {
    header.begin(CommandDescriptor.MULTI, ticket, 0, timestamp, 0);
    composed.putBytes(0, header.buffer(), 0, HEADER_LENGTH);
    length = HEADER_LENGTH;
    return this;
  }

  /** Starts a PREPARE; its entries follow. */
  public TransactionEncoder prepare(
      long ticket, long partition, long timestamp, ParticipantKey participant) {
    header
        .begin(CommandDescriptor.PREPARE, ticket, partition, timestamp, ParticipantKey.LENGTH)
        .images(Images.WHEN_DURABLE);
    composed.putBytes(0, header.buffer(), 0, HEADER_LENGTH);
    participant.put(composed, HEADER_LENGTH);
    length = HEADER_LENGTH + ParticipantKey.LENGTH;
    return this;
  }

  /** Appends a staged command to what was started. */
  public TransactionEncoder append(int entry) {
    int entryLength = entryLength(entry);
    int program = composed.getInt(CommandDescriptor.PROGRAM_LENGTH_OFFSET, LITTLE_ENDIAN);
    composed.putInt(CommandDescriptor.PROGRAM_LENGTH_OFFSET, program + entryLength, LITTLE_ENDIAN);
    composed.putBytes(length, staged, entry, entryLength);
    length += entryLength;
    return this;
  }

  public DirectBuffer buffer() {
    return composed;
  }

  /** Bytes of the composed command, from 0. */
  public int length() {
    return length;
  }
}
