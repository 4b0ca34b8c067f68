package dev.stator.loadgen.run;

import dev.stator.loadgen.http.Connector;
import dev.stator.loadgen.http.RequestHead;
import dev.stator.loadgen.http.RequestSigner;
import dev.stator.loadgen.measure.Counter;
import dev.stator.loadgen.measure.ThreadMeter;
import dev.stator.loadgen.schedule.Schedule;
import dev.stator.loadgen.workload.CallSource;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one event loop: starts each at its intended time or, when all connections are taken,
 * as soon as one is free; the time it waits counts. All methods run on the thread of the event loop
 * unless said otherwise.
 */
final class LoadLoop {
  private static final long PROBE_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Timers are not set closer than this; what is due in between starts together. */
  private static final long MIN_TIMER_NS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final long RECONNECT_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final EventLoop loop;
  private final Connector connector;
  private final RequestSigner signer;
  private final CallSource source;
  private final ThreadMeter meter;
  private final boolean readsConsumed;
  private final List<Lane> lanes = new ArrayList<>();
  private final ArrayDeque<Lane> idle = new ArrayDeque<>();
  private final Map<String, RequestHead> heads = new HashMap<>();
  private final CompletableFuture<Long> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private @Nullable Pace pace;
  private Backlog backlog = new Backlog(1);
  private int inFlight;
  private int opened;
  private boolean exhausted;
  private long nextDueNs;
  private long timerNs = Long.MAX_VALUE;
  private long probeDueNs;

  LoadLoop(
      EventLoop loop,
      Connector connector,
      RequestSigner signer,
      CallSource source,
      ThreadMeter meter,
      boolean readsConsumed) {
    this.loop = loop;
    this.connector = connector;
    this.signer = signer;
    this.source = source;
    this.meter = meter;
    this.readsConsumed = readsConsumed;
  }

  /** Connects; the future gives the id of the thread. Any thread. */
  CompletableFuture<Long> connect(int connections) {
    loop.execute(
        () -> {
          for (int i = 0; i < connections; i++) {
            Lane lane = new Lane(this);
            lanes.add(lane);
            connector.connect(loop, lane);
          }
        });
    return ready;
  }

  /** Begins; the future is complete when the last call has ended. Any thread. */
  CompletableFuture<Void> start(Pace newPace) {
    loop.execute(() -> begin(newPace));
    return finished;
  }

  /** Stops beginning calls, and ends when those under way have ended. Any thread. */
  void stop() {
    loop.execute(
        () -> {
          exhausted = true;
          backlog.clear();
          endIfDone();
        });
  }

  private void begin(Pace newPace) {
    pace = newPace;
    Schedule schedule = newPace.schedule();
    if (schedule != null) {
      backlog = new Backlog(newPace.maxInFlight() + 1);
      nextDueNs = dueNs(newPace, schedule);
    }
    probeDueNs = System.nanoTime() + PROBE_NS;
    var _ = loop.schedule(this::probe, PROBE_NS, TimeUnit.NANOSECONDS);
    pump(System.nanoTime());
  }

  private void dueNext(Pace current, Schedule schedule) {
    nextDueNs = dueNs(current, schedule);
    exhausted |= nextDueNs == Schedule.END;
  }

  private static long dueNs(Pace pace, Schedule schedule) {
    long ns = schedule.nextNs();
    return ns == Schedule.END ? Schedule.END : pace.startNs() + ns;
  }

  private void pump(long nowNs) {
    Pace current = pace;
    if (current == null) {
      return;
    }
    exhausted |= source.isEnded();
    Schedule schedule = current.schedule();
    if (schedule == null) {
      pumpClosed(current, nowNs);
    } else {
      pumpOpen(current, schedule, nowNs);
    }
    endIfDone();
  }

  private void pumpOpen(Pace current, Schedule schedule, long nowNs) {
    while (!exhausted && nextDueNs <= nowNs) {
      take(current, nowNs);
      dueNext(current, schedule);
    }
    while (backlog.size() > 0 && !idle.isEmpty()) {
      startCall(idle.remove(), backlog.remove(), nowNs);
    }
    if (!exhausted) {
      setTimer(nowNs);
    }
  }

  private void take(Pace current, long nowNs) {
    boolean measured = nextDueNs >= current.measureFromNs();
    boolean dropped = inFlight + backlog.size() >= current.maxInFlight();
    if (!dropped) {
      backlog.add(nextDueNs);
    }
    if (measured) {
      meter.count(Counter.SCHEDULED, 1);
      meter.scheduleLag(nowNs - nextDueNs);
      meter.count(Counter.DROPPED, dropped ? 1 : 0);
    }
  }

  private void pumpClosed(Pace current, long nowNs) {
    if (nowNs < current.startNs()) {
      var _ = loop.schedule(this::onTimer, current.startNs() - nowNs, TimeUnit.NANOSECONDS);
      return;
    }
    exhausted |= nowNs >= current.endNs();
    while (!exhausted && !idle.isEmpty()) {
      startCall(idle.remove(), nowNs, nowNs);
    }
  }

  private void startCall(Lane lane, long intendedNs, long nowNs) {
    if (!source.begin(lane.call(), nowNs)) {
      exhausted = true;
      backlog.clear();
      idle.add(lane);
      return;
    }
    Pace current = pace;
    if (current != null && current.schedule() == null && intendedNs >= current.measureFromNs()) {
      meter.count(Counter.SCHEDULED, 1);
    }
    inFlight++;
    lane.start(intendedNs, nowNs);
  }

  private void setTimer(long nowNs) {
    long atNs = Math.max(nextDueNs, nowNs + MIN_TIMER_NS);
    if (atNs < timerNs) {
      timerNs = atNs;
      var _ = loop.schedule(this::onTimer, atNs - nowNs, TimeUnit.NANOSECONDS);
    }
  }

  private void onTimer() {
    timerNs = Long.MAX_VALUE;
    pump(System.nanoTime());
  }

  /** Measures how late timers are, and ends requests without an answer. */
  private void probe() {
    long nowNs = System.nanoTime();
    Pace current = pace;
    if (finished.isDone() || current == null) {
      return;
    }
    if (nowNs >= current.measureFromNs()) {
      meter.loopLag(nowNs - probeDueNs);
    }
    for (Lane lane : lanes) {
      lane.checkTimeout(nowNs, current.timeoutNs());
    }
    probeDueNs = nowNs + PROBE_NS;
    var _ = loop.schedule(this::probe, PROBE_NS, TimeUnit.NANOSECONDS);
    pump(nowNs);
  }

  private void endIfDone() {
    if (exhausted && inFlight == 0 && (backlog.size() == 0 || isOverdue())) {
      meter.count(Counter.DROPPED, backlog.size());
      backlog.clear();
      if (finished.complete(null)) {
        lanes.forEach(Lane::close);
      }
    }
  }

  /** Whether no connection came back for the calls that still wait. */
  private boolean isOverdue() {
    Pace current = pace;
    return current != null && System.nanoTime() > current.endNs() + current.timeoutNs();
  }

  // What the lanes call.

  CallSource source() {
    return source;
  }

  ThreadMeter meter() {
    return meter;
  }

  EventLoop eventLoop() {
    return loop;
  }

  boolean readsConsumed() {
    return readsConsumed;
  }

  RequestHead head(String operation) {
    RequestHead head = heads.get(operation);
    if (head == null) {
      head = signer.head(operation);
      heads.put(operation, head);
    }
    return head;
  }

  boolean isMeasured(long intendedNs) {
    return pace != null && intendedNs >= pace.measureFromNs();
  }

  /** A lane can take its next call. */
  void onIdle(Lane lane, long nowNs) {
    idle.add(lane);
    if (!ready.isDone() && ++opened == lanes.size()) {
      ready.complete(Thread.currentThread().threadId());
    }
    pump(nowNs);
  }

  void onEnded(Lane lane, long nowNs) {
    inFlight--;
    if (lane.isUsable()) {
      onIdle(lane, nowNs);
    } else {
      endIfDone();
    }
  }

  void onLost(Lane lane, Throwable cause) {
    idle.remove(lane);
    if (!ready.isDone()) {
      ready.completeExceptionally(
          new IOException("the endpoint cannot be reached: " + cause.getMessage(), cause));
    } else if (!finished.isDone()) {
      meter.count(Counter.RECONNECTS, 1);
      var _ = loop.schedule(() -> reconnect(lane), RECONNECT_NS, TimeUnit.NANOSECONDS);
    }
  }

  private void reconnect(Lane lane) {
    if (!finished.isDone()) {
      connector.connect(loop, lane);
    }
  }
}
