package dev.stator.core.number;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what a piece of code allocates on the heap once it is warm. */
public final class AllocationMeter {
  private static final int WARM_UP = 200;
  private static final int ROUNDS = 5;

  private AllocationMeter() {}

  /** The bytes one run allocates; the least of a few, since the JVM may do something of its own. */
  public static long bytesAllocatedBy(Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      code.run();
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      code.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
