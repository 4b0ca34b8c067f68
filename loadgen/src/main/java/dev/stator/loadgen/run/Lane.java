package dev.stator.loadgen.run;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.http.Connection;
import dev.stator.loadgen.measure.Counter;
import dev.stator.loadgen.workload.AnswerReader;
import dev.stator.loadgen.workload.Call;
import dev.stator.loadgen.workload.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection, made again when it breaks, and the call that is under way on it. */
final class Lane implements Connection.Listener {
  private static final int MILLI = 1000;

  private final LoadLoop loop;
  private final Call call = new Call();
  private @Nullable Connection connection;
  private boolean busy;
  private boolean timedOut;
  private long intendedNs;
  private long firstSentNs;
  private long sentNs;

  Lane(LoadLoop loop) {
    this.loop = loop;
  }

  Call call() {
    return call;
  }

  boolean isUsable() {
    return connection != null;
  }

  /** Sends the first request of the call. */
  void start(long newIntendedNs, long nowNs) {
    intendedNs = newIntendedNs;
    firstSentNs = nowNs;
    busy = true;
    timedOut = false;
    send(nowNs);
  }

  private void send(long nowNs) {
    Connection open = connection;
    if (open == null) {
      lose(Outcome.CONNECTION_LOST, "between two requests", nowNs);
      return;
    }
    sentNs = nowNs;
    loop.meter().count(Counter.SENT_BYTES, call.body().length());
    open.send(
        loop.head(call.request()),
        call.body().bytes(),
        call.body().length(),
        System.currentTimeMillis() / MILLI);
  }

  void checkTimeout(long nowNs, long timeoutNs) {
    if (busy && nowNs - sentNs > timeoutNs && connection != null) {
      timedOut = true;
      connection.close();
    }
  }

  void close() {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void onOpen(Connection opened) {
    connection = opened;
    loop.onIdle(this, System.nanoTime());
  }

  @Override
  public void onAnswer(Connection from, Answer answer, boolean closes) {
    long nowNs = System.nanoTime();
    if (closes) {
      connection = null; // its loss is heard soon
      from.close();
    }
    if (!busy) {
      return;
    }
    loop.meter().count(Counter.RECEIVED_BYTES, answer.length());
    if (loop.readsConsumed() && loop.isMeasured(intendedNs)) {
      double units = AnswerReader.consumedUnits(answer);
      loop.meter().count(Counter.CONSUMED_MILLI_UNITS, (long) (units * MILLI));
    }
    if (loop.source().onAnswer(call, answer)) {
      sendAfterPause(nowNs);
    } else {
      end(answer, nowNs);
    }
  }

  private void sendAfterPause(long nowNs) {
    if (call.pauseNs() == 0) {
      send(nowNs);
    } else {
      sentNs = nowNs + call.pauseNs();
      var _ =
          loop.eventLoop()
              .schedule(() -> send(System.nanoTime()), call.pauseNs(), TimeUnit.NANOSECONDS);
    }
  }

  private void end(Answer answer, long nowNs) {
    Outcome outcome = call.outcome();
    if (outcome.isFailure() && loop.isMeasured(intendedNs)) {
      loop.meter().error(outcome, answer.isSuccess() ? call.type().label() : reason(answer));
    }
    record(nowNs);
  }

  /** The name of the exception and, when it says so, what was exceeded. */
  private static String reason(Answer answer) {
    String type = answer.errorType();
    String text = answer.text();
    int reason = text.indexOf("\"reason\"");
    if (reason < 0) {
      return type;
    }
    String[] parts = text.substring(reason).split("\"", 5);
    return parts.length < 5 ? type : type + " " + parts[3];
  }

  private void record(long nowNs) {
    busy = false;
    if (loop.isMeasured(intendedNs)) {
      loop.meter().record(call, nowNs - intendedNs, nowNs - firstSentNs);
    }
    loop.onEnded(this, nowNs);
  }

  @Override
  public void onLost(Connection from, Throwable cause) {
    connection = null;
    loop.onLost(this, cause);
    boolean pausing = call.pauseNs() > 0 && sentNs - System.nanoTime() > 0;
    if (busy && !pausing) {
      Outcome outcome = timedOut ? Outcome.TIMEOUT : Outcome.CONNECTION_LOST;
      lose(outcome, timedOut ? call.type().label() : cause.toString(), System.nanoTime());
    }
  }

  private void lose(Outcome outcome, String detail, long nowNs) {
    loop.source().onLost(call, outcome);
    if (loop.isMeasured(intendedNs)) {
      loop.meter().error(outcome, detail);
    }
    record(nowNs);
  }
}
