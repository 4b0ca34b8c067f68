package dev.stator.loadgen.measure;

import dev.stator.loadgen.workload.Call;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** What one thread measures: it records without locks, and another thread collects every second. */
@SuppressWarnings("EnumOrdinal") // an index into arrays of numbers, never kept
public final class ThreadMeter {
  private static final int COUNTERS = Counter.values().length;
  private static final int HOT_KEY_SAMPLE = 8;
  private static final int MILLI = 1000;

  private final AtomicReferenceArray<OperationMeter> operations =
      new AtomicReferenceArray<>(OperationType.values().length);
  private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
  private final long[] collected = new long[COUNTERS];
  private final SingleWriterRecorder scheduleLag = Times.recorder();
  private final SingleWriterRecorder loopLag = Times.recorder();
  private final Histogram scratch = Times.histogram();
  private final Map<String, Long> errors = new ConcurrentHashMap<>();
  private final HotKeys hotKeys = new HotKeys();
  private int calls;

  /** A call has ended. */
  public void record(Call call, long responseNs, long serviceNs) {
    meter(call.type()).record(call.outcome(), responseNs, serviceNs);
    count(Counter.READ_MILLI_UNITS, (long) (call.readUnits() * MILLI));
    count(Counter.WRITE_MILLI_UNITS, (long) (call.writeUnits() * MILLI));
    count(Counter.INDEX_WRITE_MILLI_UNITS, (long) (call.indexWriteUnits() * MILLI));
    if (++calls % HOT_KEY_SAMPLE == 0) {
      hotKeys.add(call.number(), 1);
    }
  }

  private OperationMeter meter(OperationType type) {
    OperationMeter meter = operations.getPlain(type.ordinal());
    if (meter == null) {
      meter = new OperationMeter();
      operations.setRelease(type.ordinal(), meter);
    }
    return meter;
  }

  /** A failure of this kind; seldom. */
  public void error(Outcome outcome, String detail) {
    errors.merge(outcome.label() + ": " + detail, 1L, Long::sum);
  }

  public void count(Counter counter, long added) {
    if (added != 0) {
      int ordinal = counter.ordinal();
      counters.setRelease(ordinal, counters.getPlain(ordinal) + added);
    }
  }

  /** How much later than intended this thread came to a request. */
  public void scheduleLag(long ns) {
    Times.record(scheduleLag, ns);
  }

  /** How much later than due a timer of this thread ran. */
  public void loopLag(long ns) {
    Times.record(loopLag, ns);
  }

  /** The most popular keys; for when the thread has ended its work. */
  public HotKeys hotKeys() {
    return hotKeys;
  }

  /** Moves what came since the last call into the interval; for the collecting thread. */
  void collectInto(Interval interval) {
    for (OperationType type : OperationType.values()) {
      OperationMeter meter = operations.getAcquire(type.ordinal());
      if (meter != null) {
        meter.collectInto(interval.operation(type));
      }
    }
    for (Counter counter : Counter.values()) {
      long now = counters.getAcquire(counter.ordinal());
      interval.count(counter, now - collected[counter.ordinal()]);
      collected[counter.ordinal()] = now;
    }
    scheduleLag.getIntervalHistogramInto(scratch);
    interval.scheduleLag().add(scratch);
    loopLag.getIntervalHistogramInto(scratch);
    interval.loopLag().add(scratch);
    errors.keySet().forEach(error -> move(error, interval));
  }

  private void move(String error, Interval interval) {
    Long count = errors.remove(error);
    if (count != null) {
      interval.error(error, count);
    }
  }
}
