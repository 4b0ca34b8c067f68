package dev.stator.core.worker;

import dev.stator.core.file.MappedFile;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A partition in memory that no worker owns, with records that mean nothing. */
final class LoosePartition implements AutoCloseable {
  static final long ID = 7;

  private static final int ITEM_LENGTH = 1000;

  private static final Path DIRECTORY = Path.of("/data/partitions/7");

  private final MemoryFileStore store = new MemoryFileStore();
  private final PageArena arena = new PageArena(4096);
  private final Partition partition =
      Partition.open(
          store,
          new PartitionConfig(
              ID,
              DIRECTORY,
              new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of()),
              List.of(),
              new SegmentConfig(4096, 4096, null)),
          PartitionState.empty(ID),
          arena);
  private long sequence;

  Partition partition() {
    return partition;
  }

  /** Appends a record of this time and returns its location; four fit a segment. */
  long append(long timeMicros) {
    return append(timeMicros, RecordDescriptor.NO_FLAGS);
  }

  /** Appends a record that feeds pass. */
  void appendCopy() {
    append(1, RecordDescriptor.COPY);
  }

  /** Changes a byte of the first record. */
  void damageFirst() {
    try (MappedFile file = store.map(DIRECTORY.resolve("%020d.segment".formatted(1)), 0)) {
      file.buffer().putByte(ITEM_LENGTH / 2, (byte) ~file.buffer().getByte(ITEM_LENGTH / 2));
    }
  }

  private long append(long timeMicros, byte flags) {
    sequence++;
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[ITEM_LENGTH]);
    return partition
        .log()
        .append(
            RecordDescriptor.PUT,
            flags,
            sequence,
            timeMicros,
            0,
            0,
            bytes,
            0,
            8,
            bytes,
            0,
            ITEM_LENGTH - 56);
  }

  @Override
  public void close() {
    partition.close();
    arena.close();
  }
}
