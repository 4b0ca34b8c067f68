package dev.stator.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.SummaryFiles;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a partition of many items takes: space under updates, time to open, time of a slice of
 * compaction. Small by default; {@code -Dstator.items=2000000 -Dstator.itemBytes=100} measures, and
 * prints what it found.
 */
class PartitionSizeTest {
  private static final int ITEMS = Integer.getInteger("stator.items", 5_000);
  private static final int ITEM_BYTES = Integer.getInteger("stator.itemBytes", 200);
  private static final boolean MEASURES = System.getProperty("stator.items") != null;

  /** How often the files are looked at while each item is updated once. */
  private static final int LOOKS = MEASURES ? 200 : 50;

  /** More than a slice can copy. */
  private static final int MOST_COPIES = 544 << 10;

  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());

  private final FileStore store = new DiskFileStore();
  private final ExpandableArrayBuffer item = new ExpandableArrayBuffer();
  private final CommandEncoder encoder = new CommandEncoder();
  private final CommandView view = new CommandView();
  private final Reply reply = new Reply();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private final ExecutorService preparer = Executors.newSingleThreadExecutor();
  private final CRC32C checksum = new CRC32C();
  private final byte[] summed = new byte[1 << 20];
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @TempDir Path directory;

  @AfterEach
  void stopPreparing() {
    preparer.close();
  }

  @Test
  void opensWhatItHeldWithAndWithoutSummaries() {
    try (PageArena arena = new PageArena()) {
      PartitionState state;
      long items;
      try (Partition partition = open(PartitionState.empty(1), arena)) {
        for (int i = 0; i < ITEMS; i++) {
          put(partition, i);
        }
        for (int i = 0; i < ITEMS / 4; i++) {
          put(partition, random.nextInt(ITEMS));
        }
        partition.log().takeCheckpoint().force();
        state = partition.state();
        items = partition.itemCount();
      }
      long before = timeOpening(state, items, arena);
      for (SealedSegment segment : state.segments()) {
        try (PageArena own = new PageArena()) {
          summaries().write(segment.number(), segment.end(), own, length -> {});
        }
      }
      long after = timeOpening(state, items, arena);

      report(
          "%,d items of %d bytes opened: %d ms, with summaries %d ms (%,d items/s)",
          items, ITEM_BYTES, before / 1_000_000, after / 1_000_000, items * 1_000_000_000L / after);
    }
  }

  private SummaryFiles summaries() {
    return new SummaryFiles(store, directory, 1);
  }

  private long timeOpening(PartitionState state, long items, PageArena arena) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      try (Partition partition = open(state, arena)) {
        best = Math.min(best, System.nanoTime() - begin);
        assertThat(partition.itemCount()).isEqualTo(items);
      }
    }
    return best;
  }

  @Test
  void staysSmallUnderRandomUpdates() {
    updateAtRandom(false);
  }

  @Test
  void staysSmallWhenSpaceIsWonBackOnlyWhereThatIsUrgent() {
    updateAtRandom(true);
  }

  /**
   * Updates each item five times on average, while slices keep pace; what is looked at from the
   * second time on is bounded.
   */
  private void updateAtRandom(boolean busy) {
    try (PageArena arena = new PageArena();
        Partition partition = open(PartitionState.empty(1), arena)) {
      for (int i = 0; i < ITEMS; i++) {
        put(partition, i);
      }
      SegmentLog log = partition.log();
      Slices slices = new Slices(busy);
      Ratios records = new Ratios();
      Ratios files = new Ratios();
      long putsAlone = log.recordBytes();
      for (int i = 0; i < 5 * ITEMS; i++) {
        put(partition, random.nextInt(ITEMS));
        if (i % 100 == 0) {
          slices.keepPace(partition);
          removeEmptied(log, partition.state());
        }
        if (i == ITEMS) {
          slices.begin(); // the code has been compiled since
        }
        if (i >= ITEMS && i % (ITEMS / LOOKS) == 0) {
          records.add((double) log.recordBytes() / log.liveBytes());
          files.add((double) filesBytes() / log.liveBytes());
        }
      }
      double copied = (double) slices.copiedBytes / (4 * putsAlone);
      report(
          "%,d items of %d bytes under updates%s: records take up to %.2f of what is live, files up"
              + " to %.2f, on average %.2f, in %d segments; %.2f bytes copied for one written",
          (long) ITEMS,
          ITEM_BYTES,
          busy ? " beside requests" : "",
          records.highest,
          files.highest,
          files.average(),
          log.sealed().size() + 1,
          copied);
      reportTimes("slices", slices.times());
      report("of %d slices above 1 ms %d began a segment", slices.longOnes, slices.longBegins);
      reportTimes("the same computation beside them", slices.others());
      assertThat(records.highest).as("seed %d", seed).isLessThan(1.5);
      assertThat(files.highest).as("seed %d", seed).isLessThan(1.5);
      assertThat(copied).as("seed %d", seed).isLessThan(3);
      assertThat(log.sealed()).as("seed %d", seed).hasSizeLessThan(32);
      assertThat(partition.itemCount()).isEqualTo(ITEMS);
    }
  }

  /** Some ratios at different times. */
  private static final class Ratios {
    private double highest;
    private double sum;
    private int count;

    void add(double ratio) {
      highest = Math.max(highest, ratio);
      sum += ratio;
      count++;
    }

    double average() {
      return sum / count;
    }
  }

  /** The slices of compaction, the CPU they took, and what they copied. */
  private final class Slices {
    private final boolean busy;
    private final long[] times = new long[2 * ITEMS];
    private final long[] others = new long[times.length];
    private int first;
    private int count;
    private int longOnes;
    private int longBegins;
    private long copiedBytes;
    private long position;
    private boolean urgent;

    Slices(boolean busy) {
      this.busy = busy;
    }

    void begin() {
      first = count;
      longOnes = 0;
      longBegins = 0;
      copiedBytes = 0;
    }

    void keepPace(Partition partition) {
      for (int n = 0; n < 6; n++) {
        urgent = (position > 0 && urgent) || partition.log().isMostlyDead();
        position = position > 0 ? position : partition.log().findSparse();
        if (position > 0 && (urgent || !busy)) {
          awaitReady(partition.log());
          apply(partition);
        }
      }
    }

    /** The worker does other things meanwhile. */
    private void awaitReady(SegmentLog log) {
      while (!log.makeReadyFor(MOST_COPIES)) {
        Thread.onSpinWait();
      }
    }

    private void apply(Partition partition) {
      encoder.begin(CommandDescriptor.COMPACT, 0, 1, 0, 0);
      encoder.slice(position, 96, 32 << 10);
      long before = partition.log().recordBytes();
      int last = partition.log().lastSegment();
      long begin = threads.getCurrentThreadCpuTime();
      partition.apply(view.wrap(encoder.buffer(), 0), reply);
      times[count] = threads.getCurrentThreadCpuTime() - begin;
      if (times[count] > 1_000_000) {
        longOnes++;
        longBegins += partition.log().lastSegment() > last ? 1 : 0;
      }
      others[count] = MEASURES ? other() : 0;
      count++;
      copiedBytes += partition.log().recordBytes() - before;
      position = partition.compactionPosition();
    }

    long[] times() {
      return Arrays.copyOfRange(times, first, count);
    }

    long[] others() {
      return Arrays.copyOfRange(others, first, count);
    }
  }

  private static void reportTimes(String what, long[] times) {
    int last = times.length - 1;
    if (!MEASURES || last < 0) {
      return;
    }
    Arrays.sort(times);
    report(
        "%,d %s, CPU: median %d µs, 99 %% %d µs, 99.9 %% %d µs, 99.99 %% %d µs, longest %d µs",
        times.length,
        what,
        times[last / 2] / 1000,
        times[(int) (last * 0.99)] / 1000,
        times[(int) (last * 0.999)] / 1000,
        times[(int) (last * 0.9999)] / 1000,
        times[last] / 1000);
  }

  /** How long the machine takes for what always takes the same: what it adds to a slice, too. */
  private long other() {
    long begin = threads.getCurrentThreadCpuTime();
    checksum.reset();
    checksum.update(summed);
    return threads.getCurrentThreadCpuTime() - begin;
  }

  /** What the files take, that of the segment made ahead too. */
  private long filesBytes() {
    long bytes = 0;
    for (Path file : store.list(directory)) {
      bytes += file.toFile().length();
    }
    return bytes;
  }

  private static void removeEmptied(SegmentLog log, PartitionState state) {
    for (SealedSegment segment : state.segments()) {
      Runnable deletion = segment.isEmptied() ? log.remove(segment.number()) : null;
      if (deletion != null) {
        deletion.run();
      }
    }
  }

  private Partition open(PartitionState state, PageArena arena) {
    SegmentConfig segments =
        MEASURES
            ? SegmentConfig.standard().withPreparer(preparer)
            : new SegmentConfig(16 << 10, 64 << 20, Runnable::run);
    return Partition.open(
        store, new PartitionConfig(1, directory, KEYS, List.of(), segments), state, arena);
  }

  private void put(Partition partition, int number) {
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    writer.name("pk");
    writer.string(String.format(Locale.ROOT, "customer#%010d", number));
    writer.name("v");
    writer.string("x".repeat(Math.max(1, ITEM_BYTES - 24)));
    int length = writer.position();
    int keyLength =
        KeyCodec.encode(KEYS, item, 0, length, encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    encoder.begin(CommandDescriptor.PUT, 0, 1, 1_000_000, keyLength);
    encoder.item(item, 0, length, ItemScanner.size(item, 0, length));
    reply.clear();
    partition.apply(view.wrap(encoder.buffer(), 0), reply);
  }

  @SuppressWarnings({"SystemOut", "AnnotateFormatMethod"}) // what a measurement is for
  private static void report(String format, Object... values) {
    if (MEASURES) {
      System.out.println(String.format(Locale.ROOT, format, values));
    }
  }
}
