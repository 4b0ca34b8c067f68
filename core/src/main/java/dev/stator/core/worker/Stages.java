package dev.stator.core.worker;

import dev.stator.core.partition.Reply;

/**
 * When a worker began with the batch or the reads that it is at, and how long the batch had waited
 * for the disk: read from the clock once for all of them, and told with each reply.
 */
final class Stages {
  private long begunNs;
  private long diskNs;

  /** Begins with something that did not wait for the disk. */
  void begin(long nowNs) {
    begunNs = nowNs;
    diskNs = 0;
  }

  /** It did, from one time to the other. */
  void waited(long takenNs, long committedNs) {
    diskNs = committedNs - takenNs;
  }

  long begunNs() {
    return begunNs;
  }

  void tell(Reply reply) {
    reply.times(begunNs, diskNs);
  }
}
