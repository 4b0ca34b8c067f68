package dev.stator.core.adaptive;

/**
 * How the keys of a partition are hit, estimated from samples.
 *
 * @param samples how many there are to judge by
 * @param hottestCollectionShare how much of the units the hottest partition key has, 0 to 1
 * @param hottestItemShare how much the hottest item has
 * @param sequential whether keys are hit in order, in all of the partition or within its hottest
 *     partition key
 */
public record HeatReport(
    int samples, double hottestCollectionShare, double hottestItemShare, boolean sequential) {
  public static final HeatReport NONE = new HeatReport(0, 0, 0, false);

  static HeatReport of(KeyHeat heat, long nowMs) {
    return new HeatReport(
        heat.samples(nowMs),
        heat.hottestCollectionShare(),
        heat.hottestItemShare(),
        heat.isSequential() || heat.isSequentialInCollection());
  }
}
