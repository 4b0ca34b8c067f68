package dev.stator.core.adaptive;

import java.util.ArrayList;
import java.util.List;

/** What happened in each second of a simulation. */
final class Timeline {
  /** One second. */
  record Second(long admitted, long throttled, int partitions) {
    long requests() {
      return admitted + throttled;
    }
  }

  private final List<Second> seconds = new ArrayList<>();
  private final List<Integer> splits = new ArrayList<>();
  private long admitted;
  private long throttled;

  void wasAdmitted() {
    admitted++;
  }

  void wasThrottled() {
    throttled++;
  }

  void endSecond(int partitions) {
    seconds.add(new Second(admitted, throttled, partitions));
    admitted = 0;
    throttled = 0;
  }

  void split(int second) {
    splits.add(second);
  }

  List<Second> seconds() {
    return seconds;
  }

  /** The seconds at whose ends splits were complete. */
  List<Integer> splits() {
    return splits;
  }

  /** Requests from one second up to another, without it. */
  long requests(int from, int to) {
    return seconds.subList(from, to).stream().mapToLong(Second::requests).sum();
  }

  long admitted(int from, int to) {
    return seconds.subList(from, to).stream().mapToLong(Second::admitted).sum();
  }

  long throttled(int from, int to) {
    return seconds.subList(from, to).stream().mapToLong(Second::throttled).sum();
  }

  long throttled() {
    return throttled(0, seconds.size());
  }
}
