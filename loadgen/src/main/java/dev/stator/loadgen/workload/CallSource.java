package dev.stator.loadgen.workload;

import dev.stator.loadgen.http.Answer;

/** Where the calls of one thread come from, and who judges their answers. */
public interface CallSource {
  /**
   * Prepares the next call and writes its first request.
   *
   * @param nowNs of {@link System#nanoTime}
   * @return false when there is none at present
   */
  boolean begin(Call call, long nowNs);

  /**
   * Takes the answer to a request.
   *
   * @return true when the call goes on, with the request that is now in it; false when it has
   *     ended, with its outcome
   */
  boolean onAnswer(Call call, Answer answer);

  /** A call ended without an answer. */
  void onLost(Call call, Outcome outcome);

  /** Whether no call will begin any more, for another reason than that all have. */
  default boolean isEnded() {
    return false;
  }
}
