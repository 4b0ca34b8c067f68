package dev.stator.core.journal;

import static dev.stator.core.journal.LogFileDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.LogFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Mends the commit log of a stopped worker by giving up what is behind the first damage: replaying
 * commands behind a gap would not give the state that they were acknowledged for.
 */
public final class LogRepair {
  private final FileStore store;
  private final Path directory;
  private final long checkpointIndex;

  public LogRepair(FileStore store, Path directory, long checkpointIndex) {
    this.store = store;
    this.directory = directory;
    this.checkpointIndex = checkpointIndex;
  }

  /**
   * What is to be mended first.
   *
   * @param position where in the file; 0 for the file as a whole
   */
  public record Damage(Path file, int position, String message) {}

  /** The first damage; null when the log can be opened. */
  public @Nullable Damage find() {
    try {
      LogCheck.commands(store, directory, checkpointIndex);
      return null;
    } catch (LogDamageException e) {
      return new Damage(e.file(), e.position(), String.valueOf(e.getMessage()));
    } catch (StorageException e) {
      return new Damage(identity(), 0, String.valueOf(e.getMessage()));
    }
  }

  /** Says what {@link #mend} does. */
  public String remedy(Damage damage) {
    if (damage.file().equals(identity())) {
      return "the identity is made anew from the files of the log";
    }
    if (!store.exists(damage.file())) {
      return "an empty file is made; commands that are in no checkpoint are lost";
    }
    return damage.position() == 0
        ? "this file and all later ones of the log are given up"
        : "the log is cut there: what is behind in this file and all later ones is given up";
  }

  /**
   * Mends a damage; {@link #find} may find another one then.
   *
   * @param aside keeps a file under another name, before it is changed or deleted here
   */
  public void mend(Damage damage, Consumer<Path> aside) {
    if (damage.file().equals(identity())) {
      mendIdentity(aside);
      return;
    }
    for (Path file : files()) {
      boolean later = LogFileName.number(file) > LogFileName.number(damage.file());
      if (later || (file.equals(damage.file()) && damage.position() == 0)) {
        aside.accept(file);
        store.delete(file);
      }
    }
    if (damage.position() > 0) {
      aside.accept(damage.file());
      byte[] bytes = store.read(damage.file());
      Arrays.fill(bytes, damage.position(), bytes.length, (byte) 0);
      store.replace(damage.file(), bytes);
    }
    if (checkpointIndex > 0 && files().isEmpty()) { // which a start takes for lost files
      store.openLog(damage.file(), CommitLogConfig.DEFAULT.fileLength()).close();
    }
    store.forceDirectory(directory);
  }

  private void mendIdentity(Consumer<Path> aside) {
    if (store.exists(identity())) {
      aside.accept(identity());
    }
    LogIdentity found = new LogIdentity(new SecureRandom().nextLong(), 0);
    for (Path file : files()) {
      LogFileHeader header = header(file);
      if (header != null && header.epoch() > found.epoch()) {
        found = new LogIdentity(header.logId(), header.epoch());
      }
    }
    store.createDirectories(directory);
    store.replace(identity(), found.encode());
  }

  private @Nullable LogFileHeader header(Path path) {
    try (LogFile file = store.openLog(path, 0)) {
      ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH);
      return file.read(bytes, 0) == HEADER_LENGTH
              && LogFileHeader.decode(bytes) instanceof LogFileHeader.Reading.Valid(var header)
          ? header
          : null;
    }
  }

  private List<Path> files() {
    return store.list(directory).stream().filter(LogFileName::isLog).toList();
  }

  private Path identity() {
    return directory.resolve(LogIdentity.FILE_NAME);
  }
}
