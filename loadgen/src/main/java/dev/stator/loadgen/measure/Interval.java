package dev.stator.loadgen.measure;

import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What all threads measured over a time, usually a second. For one thread. */
@SuppressWarnings("EnumOrdinal") // an index into arrays of numbers, never kept
public final class Interval {
  private final long startNs;
  private long endNs;
  private final Map<OperationType, OperationCounts> operations = new EnumMap<>(OperationType.class);
  private final long[] counters = new long[Counter.values().length];
  private final Histogram scheduleLag = Times.histogram();
  private final Histogram loopLag = Times.histogram();
  private final Map<String, Long> errors = new TreeMap<>();
  private ClientUse client = ClientUse.NONE;

  /**
   * @param startNs from the beginning of the measurement
   */
  public Interval(long startNs) {
    this.startNs = startNs;
    this.endNs = startNs;
  }

  void end(long newEndNs, ClientUse use) {
    endNs = newEndNs;
    client = use;
  }

  /** From the beginning of the measurement. */
  public long startNs() {
    return startNs;
  }

  public long endNs() {
    return endNs;
  }

  public double seconds() {
    return (endNs - startNs) / 1e9;
  }

  OperationCounts operation(OperationType type) {
    return operations.computeIfAbsent(type, t -> new OperationCounts());
  }

  public Map<OperationType, OperationCounts> operations() {
    return operations;
  }

  public long count(Counter counter) {
    return counters[counter.ordinal()];
  }

  void count(Counter counter, long added) {
    counters[counter.ordinal()] += added;
  }

  /** How much later than intended the client came to its requests, in nanoseconds. */
  public Histogram scheduleLag() {
    return scheduleLag;
  }

  /** How much later than due the timers of the client ran, in nanoseconds. */
  public Histogram loopLag() {
    return loopLag;
  }

  /** Failures by kind. */
  public Map<String, Long> errors() {
    return errors;
  }

  void error(String error, long count) {
    errors.merge(error, count, Long::sum);
  }

  public ClientUse client() {
    return client;
  }

  public long succeeded() {
    return operations.values().stream().mapToLong(OperationCounts::succeeded).sum();
  }

  public long failed() {
    return operations.values().stream().mapToLong(OperationCounts::failed).sum();
  }

  public long of(Outcome outcome) {
    return operations.values().stream().mapToLong(counts -> counts.of(outcome)).sum();
  }

  /** The response times of all operations. */
  public Histogram response() {
    Histogram all = Times.histogram();
    operations.values().forEach(counts -> all.add(counts.response()));
    return all;
  }

  /** The service times of all operations. */
  public Histogram service() {
    Histogram all = Times.histogram();
    operations.values().forEach(counts -> all.add(counts.service()));
    return all;
  }

  /** Adds what a later interval has. */
  public void add(Interval later) {
    later.operations.forEach((type, counts) -> operation(type).add(counts));
    for (int i = 0; i < counters.length; i++) {
      counters[i] += later.counters[i];
    }
    scheduleLag.add(later.scheduleLag);
    loopLag.add(later.loopLag);
    later.errors.forEach(this::error);
    end(later.endNs, client.plus(later.client));
  }
}
