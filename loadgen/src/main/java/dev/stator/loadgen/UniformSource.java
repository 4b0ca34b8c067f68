package dev.stator.loadgen;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Items at random, all equally likely, for a time; what starts in the warm-up is not measured. */
final class UniformSource implements RequestSource {
  private final Operation operation;
  private final long items;
  private final long measureFromNs;
  private final long endNs;
  private final AtomicLong sequence;

  UniformSource(Operation operation, long items, long measureFromNs, long endNs, long seed) {
    this.operation = operation;
    this.items = items;
    this.measureFromNs = measureFromNs;
    this.endNs = endNs;
    this.sequence = new AtomicLong(seed);
  }

  @Override
  public Operation operation() {
    return operation;
  }

  @Override
  public long next() {
    if (System.nanoTime() - endNs >= 0) {
      return END;
    }
    // a new generator for each number: the sequence is the same whichever thread asks
    return new SplittableRandom(sequence.getAndIncrement()).nextLong(items);
  }

  @Override
  public boolean isMeasured(long startNs) {
    return startNs - measureFromNs >= 0;
  }
}
