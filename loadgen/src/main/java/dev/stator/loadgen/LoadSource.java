package dev.stator.loadgen;

import java.util.concurrent.atomic.AtomicLong;

/** Puts each item once. */
final class LoadSource implements RequestSource {
  private final long items;
  private final AtomicLong next = new AtomicLong();

  LoadSource(long items) {
    this.items = items;
  }

  @Override
  public Operation operation() {
    return Operation.PUT_ITEM;
  }

  @Override
  public long next() {
    long number = next.getAndIncrement();
    return number < items ? number : END;
  }

  @Override
  public boolean isMeasured(long startNs) {
    return true;
  }
}
