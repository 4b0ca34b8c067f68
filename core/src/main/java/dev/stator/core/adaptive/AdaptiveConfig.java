package dev.stator.core.adaptive;

/**
 * When the controller does what.
 *
 * @param active whether it splits and moves; else it observes and tells only
 * @param partitionCaps units a second that one partition serves
 * @param hotRatio how much of its cap a partition must consume to be hot, 0 to 1
 * @param sustainedMs for how long it must be hot
 * @param sizeLimitBytes size of the items of a partition at which it is split
 * @param maxPartitions how many partitions a table or index may have
 * @param moves how partitions are moved between workers
 */
public record AdaptiveConfig(
    boolean active,
    Caps partitionCaps,
    double hotRatio,
    long sustainedMs,
    long sizeLimitBytes,
    int maxPartitions,
    Moves moves) {
  private static final long SIZE_LIMIT = 10L << 30;

  /**
   * Units a second.
   *
   * @param read of reads
   * @param write of writes
   */
  public record Caps(double read, double write) {
    /** Those of the service. */
    public static final Caps SERVICE = new Caps(3000, 1000);

    public Caps {
      if (!(read > 0 && write > 0)) {
        throw new IllegalArgumentException("read=" + read + ", write=" + write);
      }
    }

    double of(Access access) {
      return switch (access) {
        case READ, THROTTLED_READ -> read;
        case WRITE, THROTTLED_WRITE -> write;
      };
    }
  }

  /**
   * When a partition moves to another worker.
   *
   * @param unevenRatio how far above the mean of all workers the busiest must be, 0.5 for a half
   * @param minLoad load of the busiest worker below which nothing is moved, in partitions that
   *     consume their cap
   * @param pauseMs at least so long between two moves
   * @param maxBytes the items of a partition that is moved have at most so many
   */
  public record Moves(double unevenRatio, double minLoad, long pauseMs, long maxBytes) {
    public static final Moves STANDARD = new Moves(0.3, 1, 30_000, 1L << 30);

    public Moves {
      if (!(unevenRatio > 0 && minLoad >= 0 && pauseMs >= 0)) {
        throw new IllegalArgumentException(
            "unevenRatio=%f, minLoad=%f, pauseMs=%d".formatted(unevenRatio, minLoad, pauseMs));
      }
    }
  }

  public AdaptiveConfig {
    if (!(hotRatio > 0 && hotRatio <= 1)
        || sustainedMs < 1000
        || sizeLimitBytes < 1
        || maxPartitions < 1) {
      throw new IllegalArgumentException(
          "hotRatio=%f, sustainedMs=%d, sizeLimitBytes=%d, maxPartitions=%d"
              .formatted(hotRatio, sustainedMs, sizeLimitBytes, maxPartitions));
    }
  }

  /** Five seconds above four fifths of the service's caps. */
  public static AdaptiveConfig standard() {
    return new AdaptiveConfig(true, Caps.SERVICE, 0.8, 5000, SIZE_LIMIT, 256, Moves.STANDARD);
  }

  public AdaptiveConfig withActive(boolean on) {
    return new AdaptiveConfig(
        on, partitionCaps, hotRatio, sustainedMs, sizeLimitBytes, maxPartitions, moves);
  }

  public AdaptiveConfig withPartitionCaps(Caps caps) {
    return new AdaptiveConfig(
        active, caps, hotRatio, sustainedMs, sizeLimitBytes, maxPartitions, moves);
  }

  public AdaptiveConfig withSizeLimitBytes(long bytes) {
    return new AdaptiveConfig(
        active, partitionCaps, hotRatio, sustainedMs, bytes, maxPartitions, moves);
  }

  public AdaptiveConfig withMaxPartitions(int count) {
    return new AdaptiveConfig(
        active, partitionCaps, hotRatio, sustainedMs, sizeLimitBytes, count, moves);
  }
}
