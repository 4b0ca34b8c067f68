package dev.stator.core.worker;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/**
 * Hands the items of one partition over to others that are new and empty, while it is used.
 *
 * <ol>
 *   <li>The others are fed from the partition like a global index: first its items, then its
 *       changes, each once.
 *   <li>When they are only a little behind, the partition is closed by a command: from there on it
 *       refuses changes, and its worker keeps what is refused.
 *   <li>When they have the last change, this is {@link State#READY}. Whoever drives it makes
 *       durable that they have taken the place, then says {@link #complete}, and what was kept goes
 *       to them.
 * </ol>
 *
 * <p>Until that is durable, nothing has happened: {@link #giveUp} opens the partition again, and
 * after a crash it is opened again too. Never blocks; used by one thread, which calls {@link
 * #step}.
 */
public final class Handover {
  /** How far behind the others may be when the partition is closed, bytes of its records. */
  private static final long NEAR_BYTES = 64 << 10;

  /** How far it is. */
  public enum State {
    /** The others are being fed. */
    FEEDING,
    /** It is being closed. */
    CLOSING,
    /** It is closed, and the others get its last changes. */
    DRAINING,
    /** They have everything. */
    READY,
    /** They have taken its place. */
    COMPLETED,
    /** It is being opened again. */
    REOPENING,
    /** It goes on as before, and the others are not needed. */
    GIVEN_UP
  }

  /** How far above the present the successors begin, microseconds: what is under way is below. */
  private static final long AHEAD_MICROS = 2_000;

  private final Origin origin;
  private final Route from;
  private final IndexTarget to;
  private final Mailbox mailbox;
  private final EpochMicroClock clock;
  private final CommandEncoder encoder = new CommandEncoder();
  private final Request close;
  private final Request reopen;
  private final List<Request> opens = new ArrayList<>();
  private State state = State.FEEDING;
  private @Nullable CompletableFuture<Runnable> answer;
  private boolean near;
  private boolean filled;
  private long splitMicros;
  private List<Start> starts = List.of();
  private Map<Long, Long> inherited = Map.of();

  /** Where the changes of its own begin in one of the others. */
  private record Start(long location, long sequence) {}

  /**
   * The partition that is handed over.
   *
   * @param routing where the items of its table or index are, at any time
   * @param feeders of the partition of a global index: gives the ids of the base partitions that
   *     feed it now, whose next changes go to the others; null of a partition of a table
   */
  public record Origin(Route place, Routing routing, @Nullable Supplier<Set<Long>> feeders) {}

  /**
   * Begins to feed the others.
   *
   * @param to the others, which are open already
   * @param mailbox of the thread that calls {@link #step}
   */
  public Handover(Origin origin, IndexTarget to, Mailbox mailbox, EpochMicroClock clock) {
    this.origin = origin;
    this.from = origin.place();
    this.to = to;
    this.mailbox = mailbox;
    this.clock = clock;
    this.close = new Request(from, CommandDescriptor.CLOSE);
    this.reopen = new Request(from, CommandDescriptor.OPEN);
    successors().forEach(route -> opens.add(new Request(route, CommandDescriptor.OPEN)));
    from.worker()
        .execute(
            () -> {
              from.worker().handovers().expectClosing(from.partition(), origin.routing());
              from.worker().handOver(from.partition(), to);
            });
  }

  public State state() {
    return state;
  }

  /** The partition that is handed over. */
  public Route from() {
    return from;
  }

  /** Those that take its place. */
  public List<Route> successors() {
    return to.routing().current().all();
  }

  /** Whether the others have all items and are getting the changes since. */
  public boolean isFilled() {
    return filled;
  }

  /** Whether the others are so little behind that {@link #close} makes sense. */
  public boolean isNear() {
    return state == State.FEEDING && near;
  }

  /** Where the partition has ended: the location behind its last record; when READY. */
  public long end() {
    return close.position;
  }

  /**
   * Above the timestamps of all records of the partition, and not above those of what the others
   * store from when they are {@link State#READY}.
   */
  public long splitMicros() {
    return splitMicros;
  }

  /** Where the first change of each of the others will be; when {@link State#READY}. */
  public List<Long> starts() {
    return starts.stream().map(Start::location).toList();
  }

  /** The sequence number before that of the first change of each; when {@link State#READY}. */
  public List<Long> sequences() {
    return starts.stream().map(Start::sequence).toList();
  }

  /** Goes on as far as it can without waiting. */
  public void step() {
    mailbox.drain();
    CompletableFuture<Runnable> asked = answer;
    if (asked != null) {
      if (asked.isDone()) {
        answer = null;
        take(asked);
      }
      return;
    }
    switch (state) {
      case FEEDING -> askLag();
      case CLOSING -> awaitClosed();
      case DRAINING -> drain();
      case REOPENING -> awaitOpen();
      case READY, COMPLETED, GIVEN_UP -> {}
    }
  }

  private void take(CompletableFuture<Runnable> asked) {
    if (asked.isCompletedExceptionally()) {
      giveUp();
    } else {
      asked.join().run();
    }
  }

  private void askLag() {
    ask(
        from,
        () -> from.worker().handovers().lag(from.partition(), to.id()),
        lag -> {
          near = lag >= 0 && lag <= NEAR_BYTES;
          filled |= lag >= 0 && lag < Long.MAX_VALUE;
          if (lag == IndexFeeds.STOPPED) {
            giveUp();
          }
        });
  }

  /** Closes the partition; the caller goes on with {@link #step} soon and often. */
  public void close() {
    if (state != State.FEEDING) {
      throw new IllegalStateException("state=" + state);
    }
    state = State.CLOSING;
    answer = null;
    splitMicros = clock.microTime() + AHEAD_MICROS;
    if (origin.feeders() == null) {
      sendOpens();
    }
    close.send(clock.microTime());
  }

  private void sendOpens() {
    opens.forEach(open -> open.send(splitMicros));
  }

  /** Waits until the transactions that are prepared there have ended, too. */
  private void awaitClosed() {
    if (close.isDone()) {
      boolean ahead = close.version >= splitMicros; // its clock
      splitMicros = ahead ? close.version + 1 : splitMicros;
      state = State.DRAINING;
      Supplier<Set<Long>> feeders = origin.feeders();
      if (feeders != null) {
        ask(from, () -> from.state().state().sources(), known -> inherit(known, feeders.get()));
      } else {
        if (ahead) {
          sendOpens();
        }
        awaitFed();
      }
    } else if (close.mustSendAgain()) {
      close.send(clock.microTime());
    } else if (close.hasFailed()) {
      giveUp();
    }
  }

  /**
   * Lets the successors begin with what base partitions have fed up to now, which is the last that
   * the partition takes of them: before they are known to anybody who feeds them.
   */
  private void inherit(Map<Long, Long> sources, Set<Long> feeders) {
    Map<Long, Long> known = new TreeMap<>(sources);
    known.keySet().retainAll(feeders);
    inherited = known;
    sendOpens();
    awaitFed();
  }

  private void awaitFed() {
    CompletableFuture<Boolean> fed = new CompletableFuture<>();
    from.worker()
        .execute(() -> from.worker().handovers().await(from.partition(), to.id(), end(), fed));
    answer = fed.thenApply(_ -> this::askStarts);
  }

  /** The successors have the last change; they must be open as well. */
  private void drain() {
    for (Request open : opens) {
      if (open.hasFailed()) {
        giveUp();
        return;
      }
      if (open.mustSendAgain()) {
        open.send(splitMicros);
      }
    }
    if (opens.stream().allMatch(Request::isDone)) {
      state = State.READY;
    }
  }

  private void askStarts() {
    List<CompletableFuture<Start>> heads = new ArrayList<>();
    for (Route successor : successors()) {
      heads.add(
          successor
              .worker()
              .call(() -> new Start(successor.state().head(), successor.state().sequence())));
    }
    answer =
        CompletableFuture.allOf(heads.toArray(CompletableFuture[]::new))
            .thenApply(
                _ ->
                    () -> {
                      starts = heads.stream().map(CompletableFuture::join).toList();
                      drain();
                    });
  }

  /** Says that the others have taken the place of the partition, which is durable. */
  public void complete() {
    state = State.COMPLETED;
    from.worker()
        .execute(
            () -> {
              from.worker().stopFeeding(to.id());
              from.worker().handovers().letGo(from.partition(), true);
            });
  }

  /** Lets the partition go on as before; {@link #step} until {@link State#GIVEN_UP}. */
  public void giveUp() {
    switch (state) {
      case COMPLETED, REOPENING, GIVEN_UP -> {}
      case FEEDING, CLOSING, DRAINING, READY -> {
        state = State.REOPENING;
        answer = null;
        from.worker().execute(() -> from.worker().stopFeeding(to.id()));
      }
    }
  }

  private void awaitOpen() {
    if (close.isUnderWay() || reopen.isUnderWay()) {
      return;
    }
    if (reopen.logHasFailed) { // it takes no writes any more, and the next opening opens it
      abandon();
    } else if (!close.wasAccepted || reopen.isDone()) {
      state = State.GIVEN_UP;
      from.worker().execute(() -> from.worker().handovers().letGo(from.partition(), false));
    } else {
      reopen.send(clock.microTime());
    }
  }

  /** Nobody knows whether the others have taken its place: only the next opening can tell. */
  public void abandon() {
    state = State.GIVEN_UP;
    from.worker().execute(() -> from.worker().handovers().giveUp(from.partition()));
  }

  private <T> void ask(Route where, Supplier<T> question, Consumer<T> then) {
    answer = where.worker().call(question).thenApply(known -> () -> then.accept(known));
  }

  /** A command that is sent until it is carried out. */
  private final class Request {
    private final Route route;
    private final byte type;
    private boolean wasAccepted;
    private boolean logHasFailed;
    private int underWay;
    private boolean done;
    private @Nullable ErrorCode refusal;
    private long position;
    private long version;

    Request(Route route, byte type) {
      this.route = route;
      this.type = type;
    }

    void send(long timestamp) {
      done = false;
      refusal = null;
      Call call = mailbox.begin(this::onReply);
      if (call == null) {
        refusal = ErrorCode.THROTTLING;
        return;
      }
      encoder.begin(type, call.ticket(), route.partition(), timestamp, 0);
      if (type == CommandDescriptor.OPEN) {
        encoder.inherited(inherited);
      }
      CommandLog.Offer offer = route.worker().offer(encoder.buffer(), 0, encoder.length());
      if (offer == CommandLog.Offer.ACCEPTED) {
        wasAccepted = true;
        underWay++;
      } else {
        logHasFailed = offer == CommandLog.Offer.FAILED;
        boolean full = offer == CommandLog.Offer.FULL;
        refusal = full ? ErrorCode.THROTTLING : ErrorCode.INTERNAL_SERVER_ERROR;
        mailbox.abandon(call);
      }
    }

    private void onReply(Reply reply) {
      underWay--;
      refusal = reply.error();
      done = refusal == null && underWay == 0;
      position = reply.position();
      version = reply.version();
    }

    boolean isUnderWay() {
      return underWay > 0;
    }

    boolean isDone() {
      return done;
    }

    /** Whether it was refused for a reason that is over soon. */
    boolean mustSendAgain() {
      return !isUnderWay() && refusal != null && refusal != ErrorCode.INTERNAL_SERVER_ERROR;
    }

    boolean hasFailed() {
      return !isUnderWay() && refusal == ErrorCode.INTERNAL_SERVER_ERROR;
    }
  }
}
