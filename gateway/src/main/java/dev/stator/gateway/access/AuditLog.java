package dev.stator.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.gateway.json.ResponseBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/**
 * A file with a line of JSON for each administrative and each denied call, written by a thread of
 * its own so that no event loop waits for the disk. A flood of denied calls takes bounded memory
 * and disk: what does not fit the queue is counted, and old files give way to new ones.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int MAX_QUEUED = 8192;
  private static final long MAX_FILE_BYTES = 64L * 1024 * 1024;
  private static final int OLD_FILES = 4;

  /** In the queue, the end of all lines. */
  private static final byte[] END = {};

  private final Path file;
  private final InstantSource clock;
  private final long maxFileBytes;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;
  private @Nullable FileChannel channel;
  private boolean failing;

  /**
   * @param file where the lines go; older ones are in files with a number behind its name
   */
  public AuditLog(Path file, InstantSource clock) {
    this(file, clock, MAX_FILE_BYTES);
  }

  AuditLog(Path file, InstantSource clock, long maxFileBytes) {
    this.file = file;
    this.clock = clock;
    this.maxFileBytes = maxFileBytes;
    this.writer = Thread.ofPlatform().name("stator-audit").daemon().start(this::writeAll);
  }

  /** Adds a line, soon. May be called on any thread. */
  void write(AuditEntry entry) {
    if (!queue.offer(format(entry))) {
      dropped.incrementAndGet();
    }
  }

  /** Writes what is there and ends. */
  @Override
  public void close() {
    try {
      queue.put(END);
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] format(AuditEntry entry) {
    ResponseBuffer line = new ResponseBuffer();
    try (JsonGenerator json = line.openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
      json.writeStringProperty("requestId", entry.origin().requestId());
      json.writeStringProperty("from", entry.origin().address());
      json.writeStringProperty("user", entry.user());
      json.writeStringProperty("key", entry.key());
      json.writeStringProperty("operation", entry.operation());
      json.writeStringProperty("resource", entry.resource());
      json.writeStringProperty("outcome", entry.outcome());
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private void writeAll() {
    try {
      for (byte[] line = queue.take(); line.length > 0; line = queue.take()) {
        append(line);
        long lost = queue.isEmpty() ? dropped.getAndSet(0) : 0;
        if (lost > 0) {
          append(
              ("{\"time\":\"" + clock.instant() + "\",\"dropped\":" + lost + "}\n")
                  .getBytes(UTF_8));
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      closeFile();
    }
  }

  private void append(byte[] line) {
    try {
      FileChannel open = channel();
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        open.write(bytes);
      }
      failing = false;
    } catch (IOException failure) {
      if (!failing) {
        LOG.error("the audit log {} cannot be written; lines are lost", file, failure);
      }
      failing = true;
      closeFile();
    }
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open != null && open.size() >= maxFileBytes) {
      closeFile();
      makeRoom();
      open = null;
    }
    if (open == null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      open =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel = open;
    }
    return open;
  }

  /** Renames the file to .1, what was .1 to .2, and so on; the last is replaced. */
  private void makeRoom() throws IOException {
    for (int number = OLD_FILES; number > 0; number--) {
      Path younger = number == 1 ? file : old(number - 1);
      if (Files.exists(younger)) {
        Files.move(younger, old(number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path old(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private void closeFile() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException failure) {
      LOG.warn("the audit log {} was not closed cleanly", file, failure);
    }
  }
}
