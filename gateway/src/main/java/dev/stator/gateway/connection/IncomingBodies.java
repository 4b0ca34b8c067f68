package dev.stator.gateway.connection;

import org.jspecify.annotations.Nullable;

/** The bodies that arrive on one event loop, in the order in which they began. */
final class IncomingBodies {
  private @Nullable IncomingBody first;
  private @Nullable IncomingBody last;

  void add(IncomingBody body, long nowMs) {
    body.sinceMs = nowMs;
    body.listed = true;
    body.previous = last;
    if (last == null) {
      first = body;
    } else {
      last.next = body;
    }
    last = body;
  }

  void remove(IncomingBody body) {
    if (!body.listed) {
      return;
    }
    IncomingBody before = body.previous;
    IncomingBody after = body.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    body.listed = false;
    body.previous = null;
    body.next = null;
  }

  /** Tells those that began at this time or before that they are late; returns how many. */
  int expire(long sinceMs) {
    int count = 0;
    for (IncomingBody body = first; body != null && body.sinceMs <= sinceMs; body = first) {
      remove(body);
      body.onLate();
      count++;
    }
    return count;
  }
}
