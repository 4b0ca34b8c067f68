package dev.stator.core.worker;

/**
 * Where the partitions of a table or index are now. Whoever sends something asks anew each time:
 * when a partition is split, others take its place. Read by any thread, changed by one.
 */
public final class Routing {
  private volatile Routes current;

  public Routing(Routes routes) {
    this.current = routes;
  }

  public Routes current() {
    return current;
  }

  /** Says where the partitions are from now on. */
  public void publish(Routes routes) {
    current = routes;
  }
}
