package dev.stator.core.adaptive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.throughput.Direction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapacityControllerTest {
  private static final SimulatedTable.Setup SETUP = SimulatedTable.Setup.of(12_000, 4000, 4);

  @Test
  void leavesACalmPartitionAlone() {
    SimulatedTable table = new SimulatedTable(SETUP);

    table.run(10, hot(table, 600));

    assertThat(table.decision(0).reason()).isEqualTo(Reason.CALM);
    assertThat(table.decision(0).text())
        .isEqualTo("consumes 20 % of the reads and 0 % of the writes of a partition");
    assertThat(table.report(0).rates().readUnits()).isEqualTo(600);
    assertThat(table.report(0).rates().readThrottles()).isZero();
  }

  @Test
  void watchesAHotPartitionBeforeItSplitsIt() {
    SimulatedTable table = new SimulatedTable(SETUP);

    table.run(5, hot(table, 2700));
    assertThat(table.decision(0).reason()).isEqualTo(Reason.WATCHED);

    table.run(1, hot(table, 2700));
    assertThat(table.decision(0).reason()).isEqualTo(Reason.CONSUMPTION);
    table.run(SimulatedTable.SPLIT_S, hot(table, 2700));
    assertThat(table.partitions()).isEqualTo(5);
    assertThat(table.decision(0).reason()).isEqualTo(Reason.CALM);
  }

  @Test
  void splitsAtTheMedianOfTheHeatAndNotInTheMiddle() {
    SimulatedTable table = new SimulatedTable(SETUP);
    HashSpan whole = table.span(0);
    HashSpan tenth = new HashSpan(whole.first(), whole.first() + (whole.last() >>> 1) / 5);
    Traffic traffic = new Traffic.Uniform(Direction.READ, 2700, Traffic.keys(tenth, 1000));

    table.run(8, traffic);

    long width = tenth.last() - tenth.first();
    double place = (double) (table.span(1).first() - tenth.first()) / width;
    assertThat(place).isBetween(0.45, 0.55);
  }

  @Test
  void splitsBesideAKeyThatHasLessThanHalf() {
    SimulatedTable table = new SimulatedTable(SETUP);
    List<SimulatedKey> keys = Traffic.keys(table.span(0), 1000);
    Traffic one = new Traffic.Uniform(Direction.READ, 1000, keys.subList(0, 1));

    table.run(8, new Traffic.Mixed(one, hot(table, 1700)));

    assertThat(table.partitions()).isEqualTo(5);
    assertThat(table.report().events()).hasSize(1);
  }

  @Test
  void tellsItemCollectionsFromItems() {
    assertThat(afterCollectionTraffic(SETUP).reason()).isEqualTo(Reason.ITEM_COLLECTION);
    assertThat(afterCollectionTraffic(SETUP.withLocalIndexes()).reason())
        .isEqualTo(Reason.LOCAL_INDEX);
  }

  private static Decision afterCollectionTraffic(SimulatedTable.Setup setup) {
    SimulatedTable table = new SimulatedTable(setup);
    table.run(10, new Traffic.Uniform(Direction.WRITE, 950, itemsOf("customer", 500)));
    assertThat(table.partitions()).isEqualTo(4);
    return table.decision(Situation.placeOf(table, SimulatedKey.of("customer").hash()));
  }

  private static List<SimulatedKey> itemsOf(String partitionKey, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> SimulatedKey.of(partitionKey, "%06d".formatted(i)))
        .toList();
  }

  @Test
  void splitsForSizeInTheMiddle() {
    SimulatedTable table =
        new SimulatedTable(SETUP.with(config -> config.withSizeLimitBytes(1000)));
    HashSpan before = table.span(2);

    table.grow(2, 1000);
    table.run(1, Traffic.NONE);
    assertThat(table.decision(2).reason()).isEqualTo(Reason.SIZE);
    assertThat(table.decision(2).text()).isEqualTo("has 1000 bytes of items; the limit is 1000");
    table.run(SimulatedTable.SPLIT_S, Traffic.NONE);

    assertThat(table.span(3).first()).isEqualTo(before.middle());
    assertThat(table.decision(2).reason()).isEqualTo(Reason.CALM);
  }

  @Test
  void splitsOnePartitionAfterTheOtherWhenThroughputIsRaised() {
    SimulatedTable table = new SimulatedTable(SimulatedTable.Setup.of(12_000, 7000, 4));

    table.run(1, Traffic.NONE);
    assertThat(table.decision(0).reason()).isEqualTo(Reason.RAISED_THROUGHPUT);
    assertThat(table.decision(0).text())
        .isEqualTo("12000 read and 7000 write units a second take 7 partitions; there are 4");
    assertThat(table.decision(1).reason()).isEqualTo(Reason.CALM);
    table.run(20, Traffic.NONE);

    assertThat(table.partitions()).isEqualTo(7);
  }

  @Test
  void splitsOneOfTwoHotPartitionsAtATime() {
    SimulatedTable table = new SimulatedTable(SETUP);
    Traffic both =
        new Traffic.Mixed(
            hot(table, 2700),
            new Traffic.Uniform(Direction.READ, 2700, Traffic.keys(table.span(1), 1000)));

    table.run(6, both);

    assertThat(table.decision(0).reason()).isEqualTo(Reason.CONSUMPTION);
    assertThat(table.decision(1).reason()).isEqualTo(Reason.UNDER_WAY);
    table.run(6, both);
    assertThat(table.partitions()).isEqualTo(6);
  }

  @Test
  void stopsAtTheMostPartitions() {
    SimulatedTable table = new SimulatedTable(SETUP.with(config -> config.withMaxPartitions(4)));

    table.run(10, hot(table, 2700));

    assertThat(table.partitions()).isEqualTo(4);
    assertThat(table.decision(0).reason()).isEqualTo(Reason.TOO_MANY_PARTITIONS);
  }

  @Test
  void onlyTellsWhenItIsSwitchedOff() {
    SimulatedTable table = new SimulatedTable(SETUP.with(config -> config.withActive(false)));

    table.run(10, hot(table, 2700));

    assertThat(table.partitions()).isEqualTo(4);
    assertThat(table.decision(0).reason()).isEqualTo(Reason.SWITCHED_OFF);
    assertThat(table.decision(0).text()).startsWith("CONSUMPTION: ").endsWith("would be split");
  }

  @Test
  void tellsWhyASplitWasNotPossibleAndTriesAgainLater() {
    SimulatedTable table = new SimulatedTable(SETUP);
    table.refuseSplits("a backup is being taken");

    table.run(10, hot(table, 2700));

    assertThat(table.decision(0).reason()).isEqualTo(Reason.NOT_POSSIBLE);
    assertThat(table.decision(0).text())
        .startsWith("CONSUMPTION: ")
        .endsWith("a backup is being taken");
    assertThat(attempts(table)).isEqualTo(1);
    table.run(30, hot(table, 2700));
    assertThat(attempts(table)).isEqualTo(2);
  }

  private static long attempts(SimulatedTable table) {
    return table.report().events().stream()
        .filter(event -> event.decision().reason() == Reason.CONSUMPTION)
        .count();
  }

  @Test
  void cannotDivideWhatShowsNoKeys() {
    CapacityController controller =
        new CapacityController(AdaptiveConfig.standard(), new HeatMap(), PartitionActions.NONE, 1);
    CapacityReport report = CapacityReport.NOTHING;

    for (int second = 1; second <= 10; second++) {
      Usage usage = reads(3000 * second);
      report =
          controller.tick(
              1000L * second, List.of(load(new PartitionLoad(1, HashSpan.WHOLE, 0, 0, usage))));
    }

    assertThat(report.resources().getFirst().partitions().getFirst().decision().reason())
        .isEqualTo(Reason.UNKNOWN_KEYS);
  }

  @Test
  void movesAPartitionFromTheBusiestWorkerAndTellsWhenItCannot() {
    CapacityController controller =
        new CapacityController(AdaptiveConfig.standard(), new HeatMap(), PartitionActions.NONE, 2);
    CapacityReport report = CapacityReport.NOTHING;

    for (int second = 1; second <= 4; second++) {
      report =
          controller.tick(
              1000L * second,
              List.of(
                  load(
                      new PartitionLoad(1, HashSpan.WHOLE, 0, 0, reads(1800 * second)),
                      new PartitionLoad(2, HashSpan.WHOLE, 0, 0, reads(1500 * second)),
                      new PartitionLoad(3, HashSpan.WHOLE, 1, 0, reads(300 * second)))));
    }

    Decision begun = report.events().getFirst().decision();
    assertThat(begun.reason()).isEqualTo(Reason.UNEVEN_WORKERS);
    assertThat(begun.partition()).isEqualTo(2);
    assertThat(begun.toWorker()).isEqualTo(1);
    Decision told = report.resources().getFirst().partitions().get(1).decision();
    assertThat(told.reason()).isEqualTo(Reason.NOT_POSSIBLE);
    assertThat(told.text()).endsWith("this build cannot move partitions");
    assertThat(report.events()).hasSize(2);
  }

  @Test
  void leavesPartitionsAloneThatNothingLimits() {
    CapacityController controller =
        new CapacityController(AdaptiveConfig.standard(), new HeatMap(), PartitionActions.NONE, 1);
    CapacityReport report = CapacityReport.NOTHING;

    for (int second = 1; second <= 10; second++) {
      MeterReading reads =
          new MeterReading(
              50_000 * second, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Map.of());
      Usage usage = new Usage(reads, MeterReading.NONE);
      report =
          controller.tick(
              1000L * second, List.of(load(new PartitionLoad(1, HashSpan.WHOLE, 0, 0, usage))));
    }

    Decision decision = report.resources().getFirst().partitions().getFirst().decision();
    assertThat(decision.reason()).isEqualTo(Reason.CALM);
    assertThat(decision.text())
        .isEqualTo("consumes 50000 reads and 0 writes a second, and nothing limits a partition");
  }

  @Test
  void comesToTheSameForTheSame() {
    assertThat(Situation.ZIPF.playAgain().report()).isEqualTo(Situation.ZIPF.playAgain().report());
  }

  private static Usage reads(double units) {
    MeterReading reading = new MeterReading(units, 3000, 3000, Map.of());
    return new Usage(reading, MeterReading.NONE);
  }

  private static ResourceLoad load(PartitionLoad... partitions) {
    return new ResourceLoad(SimulatedTable.RESOURCE, false, 0, 0, Usage.NONE, List.of(partitions));
  }

  private static Traffic hot(SimulatedTable table, int perSecond) {
    return new Traffic.Uniform(Direction.READ, perSecond, Traffic.keys(table.span(0), 1000));
  }
}
