package dev.stator.loadgen.measure;

/**
 * What the client used over a time.
 *
 * @param processCpuNs processor time of the process
 * @param loopCpuNs processor time of its busiest event loop
 * @param elapsedNs of the clock
 * @param gcPauseNs in which the collector stopped all threads
 * @param longestGcNs of one collection
 * @param otherCpuNs processor time that others used on this machine; 0 when it cannot be known
 */
public record ClientUse(
    long processCpuNs,
    long loopCpuNs,
    long elapsedNs,
    long gcPauseNs,
    long longestGcNs,
    long otherCpuNs) {
  public static final ClientUse NONE = new ClientUse(0, 0, 0, 0, 0, 0);

  public ClientUse plus(ClientUse other) {
    return new ClientUse(
        processCpuNs + other.processCpuNs,
        loopCpuNs + other.loopCpuNs,
        elapsedNs + other.elapsedNs,
        gcPauseNs + other.gcPauseNs,
        Math.max(longestGcNs, other.longestGcNs),
        otherCpuNs + other.otherCpuNs);
  }

  /** How busy the busiest event loop was, from 0 to 1. */
  public double loopBusy() {
    return elapsedNs == 0 ? 0 : (double) loopCpuNs / elapsedNs;
  }

  /** The processor time of the process per time, from 0 to the number of cores. */
  public double cores() {
    return elapsedNs == 0 ? 0 : (double) processCpuNs / elapsedNs;
  }

  public double otherCores() {
    return elapsedNs == 0 ? 0 : (double) otherCpuNs / elapsedNs;
  }
}
