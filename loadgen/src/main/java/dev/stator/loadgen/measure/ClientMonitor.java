package dev.stator.loadgen.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** Watches the client's own use of the machine. */
public final class ClientMonitor implements AutoCloseable {
  private static final Path SYSTEM = Path.of("/proc/stat");
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int USER = 1;
  private static final int IDLE = 4;
  private static final int IO_WAIT = 5;
  private static final int SOFT_IRQ = 7;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();
  private final AtomicLong gcPauseNs = new AtomicLong();
  private final AtomicLong longestGcNs = new AtomicLong();
  private final NotificationListener onCollection = (notification, handback) -> count(notification);
  private final long[] loopThreads;
  private final long[] loopCpuNs;
  private long processCpuNs;
  private long systemCpuNs;
  private long lastNs;

  /**
   * @param loopThreads the ids of the threads of the event loops
   */
  public ClientMonitor(long[] loopThreads) {
    this.loopThreads = loopThreads.clone();
    this.loopCpuNs = new long[loopThreads.length];
    for (GarbageCollectorMXBean collector : collectors) {
      // of the concurrent cycles of ZGC and the like only the pauses count
      if (!collector.getName().contains("Cycles") && collector instanceof NotificationEmitter e) {
        e.addNotificationListener(onCollection, null, null);
      }
    }
    lap();
  }

  private void count(javax.management.Notification notification) {
    if (notification.getUserData() instanceof CompositeData data) {
      long durationMs = GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
      long ns = TimeUnit.MILLISECONDS.toNanos(durationMs);
      gcPauseNs.addAndGet(ns);
      longestGcNs.accumulateAndGet(ns, Math::max);
    }
  }

  /** What was used since the last call. */
  public ClientUse lap() {
    long nowNs = System.nanoTime();
    long processNow = process.getProcessCpuTime();
    long systemNow = systemCpuNs();
    long usedByProcess = processNow - processCpuNs;
    long busiest = 0;
    for (int i = 0; i < loopThreads.length; i++) {
      long loopNow = Math.max(loopCpuNs[i], threads.getThreadCpuTime(loopThreads[i]));
      busiest = Math.max(busiest, loopNow - loopCpuNs[i]);
      loopCpuNs[i] = loopNow;
    }
    ClientUse use =
        new ClientUse(
            usedByProcess,
            busiest,
            nowNs - lastNs,
            gcPauseNs.getAndSet(0),
            longestGcNs.getAndSet(0),
            Math.max(0, systemNow - systemCpuNs - usedByProcess));
    processCpuNs = processNow;
    systemCpuNs = systemNow;
    lastNs = nowNs;
    return use;
  }

  /** Processor time of the whole machine; 0 where Linux does not tell. */
  private static long systemCpuNs() {
    try {
      if (!Files.isReadable(SYSTEM)) {
        return 0;
      }
      String[] fields = Files.readString(SYSTEM).lines().findFirst().orElse("").split(" +", -1);
      long ticks = 0;
      for (int i = USER; i <= SOFT_IRQ && i < fields.length; i++) {
        ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
      }
      return ticks * TICK_NS;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : collectors) {
      if (!collector.getName().contains("Cycles") && collector instanceof NotificationEmitter e) {
        try {
          e.removeNotificationListener(onCollection);
        } catch (javax.management.ListenerNotFoundException gone) {
          return; // nothing is left to end
        }
      }
    }
  }
}
