package dev.stator.gateway.connection;

import org.jspecify.annotations.Nullable;

/**
 * A body that has not arrived whole, in the list of those of its event loop: the oldest first, so
 * that whoever looks for late ones looks at the first only.
 */
public abstract class IncomingBody {
  @Nullable IncomingBody previous;
  @Nullable IncomingBody next;
  boolean listed;
  long sinceMs;

  /** It took too long; called on the event loop, once. */
  protected abstract void onLate();
}
