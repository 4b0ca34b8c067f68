package dev.stator.core.journal;

import dev.stator.core.file.FileStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Small logs, batches and commands for the tests of this package. */
final class Journals {
  static final Path DIRECTORY = Path.of("/data/log");
  static final CommitLogConfig SMALL = new CommitLogConfig(8192, 16384, 1024, 3, 5);
  static final long LOG_ID = 0x1122334455667788L;

  private Journals() {}

  static LogPlace place(FileStore store, long checkpointIndex) {
    return new LogPlace(store, DIRECTORY, SMALL, checkpointIndex);
  }

  /** Opens without threads; new files are made on demand. */
  static CommitLog open(LogPlace place, CommitListener replay) {
    return OpenedLog.open(place, replay, () -> LOG_ID, Runnable::run).log();
  }

  static CommitLog open(FileStore store, CommitListener replay) {
    return open(place(store, 0), replay);
  }

  static Batch batch(byte[]... commands) {
    Batch batch = new Batch(8192, 8192);
    for (byte[] command : commands) {
      if (!batch.add(new UnsafeBuffer(command), 0, command.length)) {
        throw new AssertionError("too many commands for a batch");
      }
    }
    return batch;
  }

  /** A command of this length whose bytes tell it from others. */
  static byte[] command(int number, int length) {
    byte[] bytes = new byte[length];
    new Random(number).nextBytes(bytes);
    if (length >= Integer.BYTES) {
      ByteBuffer.wrap(bytes).putInt(0, number);
    }
    return bytes;
  }

  static byte[][] randomCommands(Random random, int firstNumber, int maxCount, int maxLength) {
    byte[][] commands = new byte[1 + random.nextInt(maxCount)][];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = command(firstNumber + i, random.nextInt(maxLength + 1));
    }
    return commands;
  }

  static UnsafeBuffer buffer(byte[] command) {
    return new UnsafeBuffer(command);
  }
}
