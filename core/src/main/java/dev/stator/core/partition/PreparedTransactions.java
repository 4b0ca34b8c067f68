package dev.stator.core.partition;

import dev.stator.core.command.CommandView;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.command.SubCommands;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordView;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The transactions a partition has promised to carry out when they commit: where the record of each
 * is, and the keys it has locked. Built again from the records when the partition is opened.
 */
final class PreparedTransactions implements AutoCloseable {
  /** No such transaction is prepared. */
  static final long NONE = OrderedIndex.NONE;

  private final OrderedIndex records;
  private final OrderedIndex locks;
  private final SubCommands commands = new SubCommands();
  private final CommandView command = new CommandView();

  PreparedTransactions(PageArena arena) {
    this.records = new OrderedIndex(arena);
    this.locks = new OrderedIndex(arena);
  }

  /** Whether a prepared transaction has locked this key; costs nothing when none is prepared. */
  boolean locks(DirectBuffer key, int offset, int length) {
    return locks.size() > 0 && locks.get(key, offset, length) != NONE;
  }

  /** Whether none is prepared. */
  boolean isEmpty() {
    return records.size() == 0;
  }

  /** The record of what a participant has prepared, or NONE. */
  long find(DirectBuffer participant, int offset, int length) {
    return records.get(participant, offset, length);
  }

  /** Takes the record of what a participant has prepared, and locks its keys. */
  void add(RecordView record) {
    records.put(record.buffer(), record.keyOffset(), record.keyLength(), record.location());
    commands.wrap(record.buffer(), record.itemOffset(), record.itemLength());
    while (commands.next(command)) {
      locks.put(command.buffer(), command.keyOffset(), command.keyLength(), record.location());
    }
  }

  /** Forgets what a participant has prepared, and frees its keys. */
  void remove(RecordView record) {
    records.remove(record.buffer(), record.keyOffset(), record.keyLength());
    commands.wrap(record.buffer(), record.itemOffset(), record.itemLength());
    while (commands.next(command)) {
      locks.remove(command.buffer(), command.keyOffset(), command.keyLength());
    }
  }

  /** The participants that wait for the outcome of their transactions. */
  List<ParticipantKey> participants() {
    List<ParticipantKey> participants = new ArrayList<>();
    IndexCursor cursor = records.cursor();
    for (boolean found = cursor.seekFirst(); found; found = cursor.next()) {
      participants.add(ParticipantKey.get(cursor.keyBuffer(), cursor.keyOffset()));
    }
    return participants;
  }

  @Override
  public void close() {
    records.close();
    locks.close();
  }
}
