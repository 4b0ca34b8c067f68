package dev.stator.core.journal;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** A commit log that was opened and replayed, with what is kept about it. */
record OpenedLog(
    String name, CommitLog log, CheckpointDistance distance, CommandLogMetrics metrics) {

  static OpenedLog open(LogPlace place, CommitListener replay) {
    return open(place, replay, new SecureRandom()::nextLong, OpenedLog::startThread);
  }

  static OpenedLog open(
      LogPlace place, CommitListener replay, LongSupplier idSource, Executor preparer) {
    CheckpointDistance distance = new CheckpointDistance(place.checkpointIndex());
    CommandLogMetrics metrics = new CommandLogMetrics();
    CommitLog log = CommitLog.open(place, replay, distance, metrics, idSource, preparer);
    return new OpenedLog(String.valueOf(place.directory().getFileName()), log, distance, metrics);
  }

  private static void startThread(Runnable making) {
    Thread thread = new Thread(making, "stator-log-file");
    thread.setDaemon(true);
    thread.start();
  }
}
