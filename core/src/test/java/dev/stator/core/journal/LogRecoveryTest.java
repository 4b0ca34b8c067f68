package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LogRecoveryTest {
  private static final Path FIRST = LogFileName.log(Journals.DIRECTORY, 1);
  private static final Path SECOND = LogFileName.log(Journals.DIRECTORY, 2);
  private static final Path IDENTITY = Journals.DIRECTORY.resolve(LogIdentity.FILE_NAME);

  @Test
  void dropsABatchThatIsTornAtAnyByte() {
    MemoryFileStore whole = new MemoryFileStore();
    int[] ends = writeBatches(whole, Journals.command(1, 100), Journals.command(2, 137));
    byte[] bytes = whole.read(FIRST);

    for (int cut = ends[0]; cut < ends[1]; cut++) {
      byte[] torn = bytes.clone();
      Arrays.fill(torn, cut, ends[1], (byte) 0xEE);
      assertRecovers(withFile(torn), 1);
      Arrays.fill(torn, cut, ends[1], (byte) 0);
      boolean onlyZerosCut = Arrays.equals(torn, bytes);
      assertRecovers(withFile(torn), onlyZerosCut ? 2 : 1);
    }
    assertRecovers(withFile(bytes), 2);
  }

  @Test
  void refusesADamagedByteOfABatchThatWasForced() {
    MemoryFileStore whole = new MemoryFileStore();
    int[] ends = writeBatches(whole, Journals.command(1, 40), Journals.command(2, 40));
    byte[] bytes = whole.read(FIRST);

    for (int position = LogFileDescriptor.HEADER_LENGTH; position < ends[0]; position++) {
      byte[] damaged = bytes.clone();
      damaged[position] ^= 0x10;

      assertThatThrownBy(() -> recover(withFile(damaged)))
          .as("position %d", position)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("corrupt commit log")
          .hasMessageContaining(FIRST.toString())
          .hasMessageContaining("position=64");
    }
  }

  @Test
  void refusesADamagedByteOfAHeaderThatBatchesFollow() {
    MemoryFileStore whole = new MemoryFileStore();
    writeBatches(whole, Journals.command(1, 40));
    byte[] bytes = whole.read(FIRST);

    for (int position = 0; position < LogFileDescriptor.HEADER_LENGTH; position++) {
      byte[] damaged = bytes.clone();
      damaged[position] ^= 0x10;

      assertThatThrownBy(() -> recover(withFile(damaged)))
          .as("position %d", position)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(FIRST.toString());
    }
  }

  @Test
  void aTornTailNeverComesBack() {
    MemoryFileStore store = new MemoryFileStore();
    int[] ends =
        writeBatches(
            store, Journals.command(1, 40), Journals.command(2, 40), Journals.command(3, 40));
    byte[] bytes = store.read(FIRST);
    // As after a loss of power in interval mode: the second batch is lost, the third is not, and
    // says that nothing was durable when it was written.
    byte[] third = rewrittenDurableIndex(bytes, ends[1], ends[2], 0);
    System.arraycopy(third, 0, bytes, ends[1], third.length);
    Arrays.fill(bytes, ends[0], ends[1], (byte) 0);
    store = withFile(bytes);

    try (CommitLog log = Journals.open(store, new RecordedCommands())) {
      assertThat(log.appendedIndex()).isEqualTo(1);
      assertThat(log.append(Journals.batch(Journals.command(4, 40)))).isTrue();
      log.force();
    }

    RecordedCommands replay = recover(store);
    assertThat(replay.bytes()).containsExactly(Journals.command(1, 40), Journals.command(4, 40));
  }

  @Test
  void aFileThatAnotherOneFollowsMustBeWhole() {
    FaultyFileStore store = new FaultyFileStore(1);
    List<byte[]> written = fillFiles(store, 3);
    assertThat(recover(store).bytes()).containsExactlyElementsOf(written);

    store.flip(SECOND, 200);

    assertThatThrownBy(() -> recover(store))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(SECOND.toString())
        .hasMessageContaining("position=64")
        .hasMessageContaining("expectedCrc");
  }

  @Test
  void noticesAMissingFile() {
    FaultyFileStore store = new FaultyFileStore(1);
    fillFiles(store, 3);
    store.delete(SECOND);
    assertThatThrownBy(() -> recover(store))
        .hasMessageContaining(FIRST.toString())
        .hasMessageContaining("expectedNextIndex");

    store.delete(FIRST);

    assertThatThrownBy(() -> recover(store)).hasMessageContaining("a file is missing");
  }

  @Test
  void noticesThatAllFilesAreMissing() {
    FaultyFileStore store = new FaultyFileStore(1);
    fillFiles(store, 2);
    store.delete(SECOND);
    store.delete(FIRST);

    assertThatThrownBy(
            () -> Journals.open(Journals.place(store, 5), new RecordedCommands()).close())
        .hasMessageContaining("all files of the log are missing")
        .hasMessageContaining(FIRST.toString());
    recover(store); // before the first checkpoint a crash leaves nothing but the identity
  }

  @Test
  void damageBeforeTheCheckpointDoesNotMatter() {
    FaultyFileStore store = new FaultyFileStore(1);
    List<byte[]> written = fillFiles(store, 3);
    store.flip(FIRST, 200);
    RecordedCommands replay = new RecordedCommands();
    long firstOfSecond = written.size() / 3 + 1L;

    Journals.open(Journals.place(store, firstOfSecond), replay).close();

    assertThat(replay.bytes())
        .containsExactlyElementsOf(written.subList((int) firstOfSecond, written.size()));
  }

  @Test
  void refusesALogWithoutOrWithAnotherIdentity() {
    FaultyFileStore store = new FaultyFileStore(1);
    fillFiles(store, 1);
    byte[] identity = store.read(IDENTITY);

    for (int i = 0; i < identity.length; i++) {
      byte[] damaged = identity.clone();
      damaged[i] ^= 1;
      store.replace(IDENTITY, damaged);
      assertThatThrownBy(() -> recover(store)).hasMessageContaining(IDENTITY.toString());
    }
    store.replace(IDENTITY, new LogIdentity(5, 1).encode());
    assertThatThrownBy(() -> recover(store)).hasMessageContaining("expectedLogId=");
    store.delete(IDENTITY);
    assertThatThrownBy(() -> recover(store)).hasMessageContaining("without its identity");
    assertThat(store.openFiles()).isZero();
  }

  @Test
  void goesOnAfterACheckpointThatIsAheadOfTheLog() {
    FaultyFileStore store = new FaultyFileStore(1);
    List<byte[]> written = fillFiles(store, 1);
    int ahead = written.size() + 10;

    try (CommitLog log = Journals.open(Journals.place(store, ahead), new RecordedCommands())) {
      assertThat(log.appendedIndex()).isEqualTo(ahead);
      log.append(Journals.batch(Journals.command(7, 7)));
      log.force();
    }

    RecordedCommands replay = new RecordedCommands();
    Journals.open(Journals.place(store, ahead), replay).close();
    assertThat(replay.commands).hasSize(1);
    assertThat(replay.lastIndex()).isEqualTo(ahead + 1);
  }

  @Test
  void recoversRandomBatchesFromAnyCheckpoint() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      MemoryFileStore store = new MemoryFileStore();
      List<byte[]> written = new ArrayList<>();
      int lives = 1 + random.nextInt(3);
      for (int life = 0; life < lives; life++) {
        try (CommitLog log = Journals.open(store, new RecordedCommands())) {
          assertThat(log.epoch()).isEqualTo(life + 1);
          for (int i = random.nextInt(40); i > 0; i--) {
            byte[][] commands = Journals.randomCommands(random, written.size(), 5, 900);
            assertThat(log.append(Journals.batch(commands))).isTrue();
            written.addAll(List.of(commands));
            if (random.nextBoolean()) {
              log.force();
            }
          }
        }
      }
      int checkpoint = random.nextInt(written.size() + 1);
      RecordedCommands replay = new RecordedCommands();

      Journals.open(Journals.place(store, checkpoint), replay).close();

      assertThat(replay.bytes())
          .as("seed %d", seed)
          .containsExactlyElementsOf(written.subList(checkpoint, written.size()));
      if (checkpoint < written.size()) {
        assertThat(replay.commands.getFirst().index()).isEqualTo(checkpoint + 1);
        assertThat(replay.batchEnd()).isEqualTo(written.size());
      }
    }
  }

  private static RecordedCommands recover(FileStore store) {
    RecordedCommands replay = new RecordedCommands();
    Journals.open(store, replay).close();
    return replay;
  }

  private static void assertRecovers(MemoryFileStore store, int count) {
    assertThat(recover(store).commands).hasSize(count);
    assertThat(recover(store).commands).hasSize(count);
  }

  /** Writes each command as a batch of its own; returns the positions where the batches end. */
  private static int[] writeBatches(MemoryFileStore store, byte[]... commands) {
    int[] ends = new int[commands.length];
    int position = LogFileDescriptor.HEADER_LENGTH;
    try (CommitLog log = Journals.open(store, new RecordedCommands())) {
      for (int i = 0; i < commands.length; i++) {
        Batch batch = Journals.batch(commands[i]);
        log.append(batch);
        log.force();
        position += batch.length();
        ends[i] = position;
      }
    }
    return ends;
  }

  private static MemoryFileStore withFile(byte[] bytes) {
    MemoryFileStore store = new MemoryFileStore();
    store.createDirectories(Journals.DIRECTORY);
    store.replace(FIRST, bytes);
    store.replace(IDENTITY, new LogIdentity(Journals.LOG_ID, 1).encode());
    return store;
  }

  private static byte[] rewrittenDurableIndex(byte[] file, int start, int end, long durableIndex) {
    BatchView view = new BatchView(ByteBuffer.wrap(file));
    Batch batch = new Batch(8192, 8192);
    UnsafeBuffer buffer = new UnsafeBuffer(file);
    int length = buffer.getInt(start + BatchDescriptor.HEADER_LENGTH);
    batch.add(
        buffer,
        start + BatchDescriptor.HEADER_LENGTH + BatchDescriptor.COMMAND_HEADER_LENGTH,
        length);
    batch.seal(view.firstIndex(start), view.epoch(start), view.salt(start), durableIndex);
    byte[] bytes = new byte[end - start];
    batch.bytes().get(bytes);
    return bytes;
  }

  private static List<byte[]> fillFiles(FaultyFileStore store, int files) {
    List<byte[]> written = new ArrayList<>();
    try (CommitLog log = Journals.open(store, new RecordedCommands())) {
      for (int i = 0; i < files * 7; i++) {
        byte[] command = Journals.command(i, 1024);
        log.append(Journals.batch(command));
        log.force();
        written.add(command);
      }
    }
    return written;
  }
}
