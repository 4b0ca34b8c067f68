package dev.stator.core.adaptive;

import dev.stator.core.throughput.Direction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A situation that is simulated, as {@link SituationsTest} describes it. */
@SuppressWarnings("ImmutableEnumChecker") // its settings are records that nobody changes
enum Situation {
  UNEVEN("Uneven traffic over partitions with even capacity", SimulatedTable.Setup.of(1, 3200, 4)) {
    @Override
    void play(SimulatedTable table) {
      Traffic hot = hot(table, 0, Direction.WRITE, 950);
      table.run(60, new Traffic.Mixed(hot, beside(table, Direction.WRITE, 250)));
    }
  },

  DILUTION(
      "One key, and a split for size after ten seconds",
      SimulatedTable.Setup.of(1, 3200, 4)
          .with(config -> config.withSizeLimitBytes(1_000_000_000))) {
    @Override
    void play(SimulatedTable table) {
      Traffic oneKey = new Traffic.Uniform(Direction.WRITE, 790, Traffic.keys(table.span(0), 1));
      table.run(9, oneKey);
      table.grow(0, 1_000_000_000);
      table.run(51, oneKey);
    }
  },

  BURST("A burst after a pause, then sustained", SimulatedTable.Setup.of(100, 1, 1)) {
    @Override
    void play(SimulatedTable table) {
      table.idle(IDLE_S);
      table.run(600, hot(table, 0, Direction.READ, 200));
    }
  },

  MOVING("A hot spot that moves every minute", SimulatedTable.Setup.of(6000, 1, 4)) {
    @Override
    void play(SimulatedTable table) {
      List<Traffic> places =
          List.of(
              hot(table, 0, Direction.READ, 3700),
              hot(table, 1, Direction.READ, 3700),
              hot(table, 2, Direction.READ, 3700),
              hot(table, 3, Direction.READ, 3700));
      Traffic everywhere =
          new Traffic.Uniform(Direction.READ, 1200, Traffic.keys(HashSpan.WHOLE, KEYS));
      Traffic moving =
          new Traffic.Changing(
              Direction.READ, second -> places.get((second - QUIET_S) / MINUTE_S % places.size()));
      table.run(QUIET_S, everywhere);
      table.run(5 * MINUTE_S, new Traffic.Mixed(moving, everywhere));
    }
  },

  SINGLE_KEY("A single hot key", SimulatedTable.Setup.of(6000, 1, 4)) {
    @Override
    void play(SimulatedTable table) {
      Traffic one = new Traffic.Uniform(Direction.READ, 4000, Traffic.keys(table.span(0), 1));
      table.run(60, new Traffic.Mixed(one, hot(table, 0, Direction.READ, 200)));
    }
  },

  SEQUENTIAL("Sequential inserts into one item collection", SimulatedTable.Setup.of(1, 4000, 4)) {
    @Override
    void play(SimulatedTable table) {
      table.run(60, new Traffic.Appending(1500));
    }
  },

  HOT("A hot partition under uniform keys", SimulatedTable.Setup.of(8000, 1, 4)) {
    @Override
    void play(SimulatedTable table) {
      table.run(60, hot(table, 0, Direction.READ, 6000));
    }
  },

  ZIPF("Zipfian traffic on eight partitions", SimulatedTable.Setup.of(4000, 1, 8)) {
    @Override
    void play(SimulatedTable table) {
      table.run(60, zipfian());
    }
  };

  /** Seconds of even traffic before a hot spot begins to move. */
  static final int QUIET_S = 10;

  static final int MINUTE_S = 60;

  /** Seconds without traffic before a burst. */
  static final int IDLE_S = 350;

  private static final Map<Situation, SimulatedTable> ADAPTIVE = new ConcurrentHashMap<>();
  private static final Map<Situation, SimulatedTable> DIVIDED = new ConcurrentHashMap<>();
  private static final int KEYS = 2000;
  private static final double EXPONENT = 1.7;

  private final String title;
  private final SimulatedTable.Setup setup;

  Situation(String title, SimulatedTable.Setup setup) {
    this.title = title;
    this.setup = setup;
  }

  abstract void play(SimulatedTable table);

  /** With everything that adapts; simulated once. */
  SimulatedTable table() {
    return ADAPTIVE.computeIfAbsent(this, situation -> situation.played(situation.setup));
  }

  SimulatedTable playAgain() {
    return played(setup);
  }

  Timeline adaptive() {
    return table().timeline();
  }

  /** With equal shares for all partitions, as if nothing adapted; splits for size are made. */
  Timeline divided() {
    return DIVIDED
        .computeIfAbsent(this, situation -> situation.played(situation.setup.divided()))
        .timeline();
  }

  /** With a controller that only looks on. */
  Timeline observed() {
    return played(setup.with(config -> config.withActive(false))).timeline();
  }

  private SimulatedTable played(SimulatedTable.Setup how) {
    SimulatedTable table = new SimulatedTable(how);
    play(table);
    return table;
  }

  /** What the picture of this situation is called. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The traffic with the throughput divided equally, and as it is. */
  TimelinePlot plot() {
    return this == BURST
        ? new TimelinePlot(title, IDLE_S - 10).with("one partition", adaptive())
        : new TimelinePlot(title, 0)
            .with("divided equally among partitions", divided())
            .with("adaptive", adaptive());
  }

  private static Traffic hot(SimulatedTable table, int place, Direction direction, int perSecond) {
    return new Traffic.Uniform(direction, perSecond, Traffic.keys(table.span(place), KEYS));
  }

  /** Traffic of all but the first partition. */
  private static Traffic beside(SimulatedTable table, Direction direction, int perSecond) {
    HashSpan rest = new HashSpan(table.span(1).first(), -1);
    return new Traffic.Uniform(direction, perSecond, Traffic.keys(rest, KEYS));
  }

  private static Traffic.Zipf zipfian() {
    return new Traffic.Zipf(4000, Traffic.keys(HashSpan.WHOLE, KEYS), EXPONENT);
  }

  /** The part of the throughput that zipfian traffic gets when it is divided: by arithmetic. */
  static double zipfianWhenDivided() {
    Traffic.Zipf traffic = zipfian();
    SimulatedTable table = new SimulatedTable(ZIPF.setup);
    double served = 0;
    for (int place = 0; place < table.partitions(); place++) {
      served += Math.min(1.0 / table.partitions(), traffic.share(table.span(place)));
    }
    return served;
  }

  /** Which partition has the hash. */
  static int placeOf(SimulatedTable table, long hash) {
    for (int place = 0; place < table.partitions(); place++) {
      if (table.span(place).contains(hash)) {
        return place;
      }
    }
    throw new AssertionError("no partition has " + hash);
  }
}
