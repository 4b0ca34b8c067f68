package dev.stator.loadgen.run;

/** The intended starts of the calls that wait for a connection, oldest first; bounded. */
final class Backlog {
  private final long[] startsNs;
  private int head;
  private int size;

  Backlog(int capacity) {
    startsNs = new long[capacity];
  }

  int size() {
    return size;
  }

  void add(long startNs) {
    startsNs[(head + size) % startsNs.length] = startNs;
    size++;
  }

  long remove() {
    long startNs = startsNs[head];
    head = (head + 1) % startsNs.length;
    size--;
    return startNs;
  }

  void clear() {
    size = 0;
  }
}
