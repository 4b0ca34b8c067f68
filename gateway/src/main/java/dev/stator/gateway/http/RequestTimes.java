package dev.stator.gateway.http;

import dev.stator.core.partition.Reply;

/**
 * Where the time of a request went, by {@link System#nanoTime}. A request whose operation has asked
 * the engine more than once is told by the last reply, but for the disk, for which all count.
 */
final class RequestTimes {
  /** Answers and requests from here on take long because they are large. */
  private static final int LARGE_BYTES = 64 * 1024;

  private final long startNs;
  private long handedNs;
  private long begunNs;
  private long diskNs;

  /** Begins when the request is whole. */
  RequestTimes(long startNs) {
    this.startNs = startNs;
    this.handedNs = startNs;
  }

  /** The operation has read and checked the request, and asked the engine. */
  void handedOver(long nowNs) {
    handedNs = nowNs;
  }

  /** The engine has replied. */
  void replied(Reply reply) {
    begunNs = Math.max(begunNs, reply.begunNs());
    diskNs += reply.diskNs();
  }

  long totalNs(long endNs) {
    return endNs - startNs;
  }

  /** Reading and checking the request. */
  long readNs() {
    return handedNs - startNs;
  }

  long diskNs() {
    return diskNs;
  }

  /** What the worker did with it and its neighbours, and the answer. */
  long applyNs(long endNs) {
    return begunNs == 0 ? 0 : Math.max(0, endNs - Math.max(begunNs, handedNs));
  }

  /** All the rest. */
  long queueNs(long endNs) {
    return Math.max(0, endNs - handedNs - diskNs - applyNs(endNs));
  }

  /** In one word, why it took so long. */
  String reason(long endNs, int requestBytes, int answerBytes) {
    long apply = applyNs(endNs);
    long queue = queueNs(endNs);
    long longest = Math.max(Math.max(readNs(), diskNs), Math.max(apply, queue));
    if (longest == diskNs) {
      return "disk";
    }
    boolean large = requestBytes >= LARGE_BYTES || answerBytes >= LARGE_BYTES;
    if (large && longest != queue) {
      return "size";
    }
    return longest == queue ? "queue" : "apply";
  }
}
