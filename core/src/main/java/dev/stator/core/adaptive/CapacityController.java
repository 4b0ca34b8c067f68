package dev.stator.core.adaptive;

import dev.stator.core.adaptive.Reason.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides once a second which partitions are split and which move to another worker, and keeps for
 * each what it decided last and why. At most one partition of a table or index is split at a time.
 * Its ticks come from one thread.
 */
public final class CapacityController {
  /** What could not be done is not tried again before. */
  private static final long RETRY_MS = 30_000;

  private static final int KEPT_EVENTS = 100;

  private final AdaptiveConfig config;
  private final HeatMap heat;
  private final PartitionActions actions;
  private final SplitRules rules;
  private final WorkerBalance balance;
  private final Map<Long, State> states = new HashMap<>();
  private final Map<Resource, UnderWay> underWay = new HashMap<>();
  private final Deque<CapacityReport.Event> events = new ArrayDeque<>();
  private long lastMs;

  /** What is kept of a partition from tick to tick. */
  private static final class State {
    final Consumption consumption;
    Decision decision;
    long retryMs;

    State(long nowMs, long partition, long windowMs) {
      this.consumption = new Consumption(windowMs);
      this.decision = Decision.of(nowMs, partition, Reason.CALM, "was just opened");
    }
  }

  /**
   * @param workers how many there are to divide partitions among
   */
  public CapacityController(
      AdaptiveConfig config, HeatMap heat, PartitionActions actions, int workers) {
    this.config = config;
    this.heat = heat;
    this.actions = actions;
    this.rules = new SplitRules(config, heat);
    this.balance = new WorkerBalance(config.moves(), workers);
  }

  /**
   * Looks at everything, decides, begins what is to be done, and tells about it.
   *
   * @param nowMs the time, in any epoch
   */
  public CapacityReport tick(long nowMs, List<ResourceLoad> resources) {
    heat.tick(nowMs, lastMs == 0 ? 0 : nowMs - lastMs);
    lastMs = nowMs;
    settle(nowMs);
    resources.forEach(resource -> decide(nowMs, resource));
    move(nowMs, resources);
    forgetAllBut(resources);
    return new CapacityReport(
        nowMs,
        resources.stream().map(resource -> report(nowMs, resource)).toList(),
        List.copyOf(events));
  }

  private void settle(long nowMs) {
    underWay
        .entrySet()
        .removeIf(
            entry -> {
              UnderWay begun = entry.getValue();
              if (begun.done().isDone()) {
                ended(nowMs, entry.getKey(), begun);
              }
              return begun.done().isDone();
            });
  }

  private void ended(long nowMs, Resource resource, UnderWay begun) {
    String failure = begun.failure();
    State state = states.get(begun.decision().partition());
    if (failure != null && state != null) {
      state.decision = begun.decision().notPossible(nowMs, failure);
      state.retryMs = nowMs + RETRY_MS;
      remember(resource, state.decision);
    }
  }

  private void decide(long nowMs, ResourceLoad resource) {
    for (PartitionLoad load : resource.partitions()) {
      State state =
          states.computeIfAbsent(
              load.partition(), id -> new State(nowMs, id, config.sustainedMs()));
      state.consumption.read(nowMs, load.usage());
    }
    for (PartitionLoad load : resource.partitions()) {
      State state = stateOf(load);
      UnderWay begun = underWay.get(resource.resource());
      if (begun != null && begun.decision().partition() == load.partition()) {
        continue; // its decision is being carried out
      }
      Decision wanted = rules.decide(nowMs, resource, load, state.consumption);
      if (wanted.reason().outcome() == Outcome.SPLIT) {
        wanted = split(nowMs, resource, state, wanted);
      }
      if (wanted.reason() == Reason.CALM && isMoved(nowMs, state)) {
        continue;
      }
      boolean same = wanted.reason() == state.decision.reason();
      state.decision = same ? wanted.since(state.decision.timeMs()) : wanted;
    }
  }

  /** Whether the last decision is a recent move, which stays to be seen for a while. */
  private static boolean isMoved(long nowMs, State state) {
    return state.decision.toWorker() >= 0 && nowMs - state.decision.timeMs() < RETRY_MS;
  }

  /** Begins a split unless something is in its way; what was decided in the end. */
  private Decision split(long nowMs, ResourceLoad resource, State state, Decision wanted) {
    if (!config.active()) {
      return instead(nowMs, wanted, Reason.SWITCHED_OFF, "would be split");
    }
    if (resource.partitions().size() >= config.maxPartitions()) {
      return instead(
          nowMs, wanted, Reason.TOO_MANY_PARTITIONS, "there are as many partitions as may be");
    }
    if (underWay.containsKey(resource.resource())) {
      return instead(nowMs, wanted, Reason.UNDER_WAY, "another partition is being split");
    }
    if (state.decision.reason() == Reason.NOT_POSSIBLE && nowMs < state.retryMs) {
      return state.decision;
    }
    underWay.put(
        resource.resource(),
        new UnderWay(
            wanted, actions.split(resource.resource(), wanted.partition(), wanted.splitHash())));
    remember(resource.resource(), wanted);
    return wanted;
  }

  private static Decision instead(long nowMs, Decision wanted, Reason reason, String why) {
    return Decision.of(
        nowMs, wanted.partition(), reason, wanted.reason() + ": " + wanted.text() + "; " + why);
  }

  private void move(long nowMs, List<ResourceLoad> resources) {
    if (!config.active()) {
      return;
    }
    List<WorkerBalance.Placed> placed = new ArrayList<>();
    for (ResourceLoad resource : resources) {
      for (PartitionLoad load : resource.partitions()) {
        boolean movable =
            !isUnderWay(resource, load) && load.sizeBytes() <= config.moves().maxBytes();
        placed.add(
            new WorkerBalance.Placed(
                resource.resource(), load.partition(), load.worker(), loadOf(load), movable));
      }
    }
    WorkerBalance.Move move = balance.decide(nowMs, placed);
    if (move != null && !underWay.containsKey(move.resource())) {
      Decision decision = move.decision();
      underWay.put(
          move.resource(),
          new UnderWay(
              decision, actions.move(move.resource(), decision.partition(), decision.toWorker())));
      State state = states.get(decision.partition());
      if (state != null && state.decision.reason() == Reason.CALM) {
        state.decision = decision;
      }
      remember(move.resource(), decision);
    }
  }

  private boolean isUnderWay(ResourceLoad resource, PartitionLoad load) {
    UnderWay begun = underWay.get(resource.resource());
    return begun != null && begun.decision().partition() == load.partition();
  }

  /** What a partition is to its worker: 1 for one that consumes its cap of reads or of writes. */
  private double loadOf(PartitionLoad load) {
    Consumption consumption = stateOf(load).consumption;
    return consumption.rate(Access.READ) / config.partitionCaps().read()
        + consumption.rate(Access.WRITE) / config.partitionCaps().write();
  }

  private State stateOf(PartitionLoad load) {
    State state = states.get(load.partition());
    if (state == null) {
      throw new IllegalStateException("no state of partition " + load.partition());
    }
    return state;
  }

  private void forgetAllBut(List<ResourceLoad> resources) {
    Set<Long> present = new HashSet<>();
    resources.forEach(
        resource -> resource.partitions().forEach(load -> present.add(load.partition())));
    states.keySet().retainAll(present);
  }

  private void remember(Resource resource, Decision decision) {
    if (events.size() == KEPT_EVENTS) {
      events.removeFirst();
    }
    events.addLast(new CapacityReport.Event(resource, decision));
  }

  private ResourceReport report(long nowMs, ResourceLoad resource) {
    List<PartitionReport> partitions = new ArrayList<>();
    for (PartitionLoad load : resource.partitions()) {
      State state = stateOf(load);
      partitions.add(
          new PartitionReport(
              load,
              PartitionReport.Rates.of(state.consumption),
              heatOf(nowMs, load, Access.READ),
              heatOf(nowMs, load, Access.WRITE),
              state.decision));
    }
    return new ResourceReport(resource.resource(), resource.usage(), List.copyOf(partitions));
  }

  private HeatReport heatOf(long nowMs, PartitionLoad load, Access access) {
    KeyHeat keys = heat.of(load.partition(), access);
    return keys == null ? HeatReport.NONE : HeatReport.of(keys, nowMs);
  }
}
