package dev.stator.core.journal;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A listener that keeps everything it is told, and checks that indices have no gap. */
final class RecordedCommands implements CommitListener {
  /** One delivered command. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Command(long epoch, long index, byte[] bytes) {}

  final List<Command> commands = new ArrayList<>();
  final List<byte[]> failed = new ArrayList<>();
  final List<Failure> failures = new ArrayList<>();
  private long batchEnd;

  @Override
  public void onCommand(long epoch, long index, DirectBuffer buffer, int offset, int length) {
    if (!commands.isEmpty() && index != commands.getLast().index() + 1) {
      throw new AssertionError("index " + index + " after " + commands.getLast().index());
    }
    commands.add(new Command(epoch, index, copy(buffer, offset, length)));
  }

  @Override
  public void onBatchEnd(long epoch, long lastIndex) {
    batchEnd = lastIndex;
  }

  @Override
  public void onFailed(Failure failure, DirectBuffer buffer, int offset, int length) {
    failures.add(failure);
    failed.add(copy(buffer, offset, length));
  }

  List<byte[]> bytes() {
    return commands.stream().map(Command::bytes).toList();
  }

  long lastIndex() {
    return commands.isEmpty() ? 0 : commands.getLast().index();
  }

  long batchEnd() {
    return batchEnd;
  }

  private static byte[] copy(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }
}
