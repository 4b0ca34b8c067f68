package dev.stator.core.worker;

import dev.stator.core.command.CommandDescriptor;
import java.util.ArrayList;
import java.util.Collections;
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
    /** They have taken its place, and get what was kept. */
    COMPLETING,
    /** What was kept is on its way to them. */
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
  private final Runnable news;
  private final GateCommand close;
  private final GateCommand reopen;
  private final List<GateCommand> opens = new ArrayList<>();
  private State state = State.FEEDING;
  private @Nullable CompletableFuture<Runnable> answer;
  private @Nullable CompletableFuture<List<Start>> drained;
  private FeedDistance distance = FeedDistance.BEHIND;
  private boolean filled;
  private long splitMicros;
  private List<Start> starts;
  private Handovers.LetGo letGo = new Handovers.LetGo(0, 0);
  private Map<Long, Long> inherited = Map.of();

  /** Where the changes of its own begin in one of the others. */
  private record Start(long location, long sequence) {
    private static final Start UNKNOWN = new Start(0, 0);
  }

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
   * @param news is run by any thread when {@link #step} can go on, other than by a reply, of which
   *     the executor of the mailbox hears
   */
  public Handover(
      Origin origin, IndexTarget to, Mailbox mailbox, EpochMicroClock clock, Runnable news) {
    this.origin = origin;
    this.from = origin.place();
    this.to = to;
    this.mailbox = mailbox;
    this.clock = clock;
    this.news = news;
    this.close = new GateCommand(mailbox, from, CommandDescriptor.CLOSE);
    this.reopen = new GateCommand(mailbox, from, CommandDescriptor.OPEN);
    successors()
        .forEach(route -> opens.add(new GateCommand(mailbox, route, CommandDescriptor.OPEN)));
    this.starts = Collections.nCopies(opens.size(), Start.UNKNOWN);
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
    return state == State.FEEDING && distance.isAtLeast(FeedDistance.NEAR);
  }

  /** Whether the rest is on its way besides, which makes it a good moment to {@link #close}. */
  public boolean isAllSent() {
    return state == State.FEEDING && distance == FeedDistance.SENT;
  }

  /** Forgets how near the others were: the next steps find out anew. */
  public void lookAgain() {
    answer = null;
    distance = FeedDistance.BEHIND;
  }

  /** Where the partition has ended: the location behind its last record; when READY. */
  public long end() {
    return close.position();
  }

  /**
   * Above the timestamps of all records of the partition, and not above those of what the others
   * store from when they are {@link State#READY}.
   */
  public long splitMicros() {
    return splitMicros;
  }

  /**
   * Where the first change of each of the others will be, when {@link State#READY}; before, places
   * that stand for these.
   */
  public List<Long> starts() {
    return starts.stream().map(Start::location).toList();
  }

  /** The sequence number before that of the first change of each, likewise. */
  public List<Long> sequences() {
    return starts.stream().map(Start::sequence).toList();
  }

  /** How many requests the partition had kept that went on; when {@link State#COMPLETED}. */
  public int kept() {
    return letGo.requests();
  }

  /** When the last of these was on its way, of the clock of the worker; likewise. */
  public long letGoNs() {
    return letGo.ns();
  }

  /** Whether the next {@link #step} has something to do of which no news tells. */
  public boolean mustSendAgain() {
    return close.mustSendAgain()
        || reopen.mustSendAgain()
        || opens.stream().anyMatch(GateCommand::mustSendAgain);
  }

  /** Goes on as far as it can without waiting. */
  public void step() {
    mailbox.drain();
    State before;
    do {
      before = state;
      goOn();
    } while (state != before);
  }

  private void goOn() {
    CompletableFuture<Runnable> asked = answer;
    if (asked != null) {
      if (asked.isDone()) {
        answer = null;
        take(asked);
      }
      return;
    }
    switch (state) {
      case FEEDING -> askDistance();
      case CLOSING -> awaitClosed();
      case DRAINING -> drain();
      case REOPENING -> awaitOpen();
      case READY, COMPLETING, COMPLETED, GIVEN_UP -> {}
    }
  }

  private void take(CompletableFuture<Runnable> asked) {
    if (asked.isCompletedExceptionally()) {
      giveUp();
    } else {
      asked.join().run();
    }
  }

  /**
   * Asks how far the others are, and them too: a worker that something holds up now is not waited
   * for while the partition is closed.
   */
  private void askDistance() {
    PartitionWorker worker = from.worker();
    CompletableFuture<FeedDistance> asked =
        worker.call(() -> worker.handovers().distance(from.partition(), to.id()));
    answer =
        told(asked.thenCombine(askStarts(), (known, found) -> () -> takeDistance(known, found)));
  }

  private void takeDistance(FeedDistance known, List<Start> found) {
    distance = known;
    starts = found;
    filled |= known.isAtLeast(FeedDistance.FOLLOWING);
    if (known == FeedDistance.STOPPED) {
      giveUp();
    }
  }

  /** Closes the partition; the caller goes on with {@link #step} at each news. */
  public void close() {
    if (state != State.FEEDING) {
      throw new IllegalStateException("state=" + state);
    }
    state = State.CLOSING;
    answer = null;
    splitMicros = clock.microTime() + AHEAD_MICROS;
    drained = awaitDrained();
    if (origin.feeders() == null) {
      sendOpens();
    }
    close.send(clock.microTime());
  }

  private void sendOpens() {
    opens.forEach(open -> open.send(splitMicros, inherited));
  }

  /** Waits until the transactions that are prepared there have ended, too. */
  private void awaitClosed() {
    if (close.isDone()) {
      boolean ahead = close.version() >= splitMicros; // its clock
      splitMicros = ahead ? close.version() + 1 : splitMicros;
      state = State.DRAINING;
      Supplier<Set<Long>> feeders = origin.feeders();
      if (feeders != null) {
        ask(from, () -> from.state().state().sources(), known -> inherit(known, feeders.get()));
      } else if (ahead) {
        sendOpens();
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
  }

  /**
   * Where the others begin, once they have the last change: the worker of the partition, which is
   * the first to know that, asks them itself. It is told before the partition is closed.
   */
  private CompletableFuture<List<Start>> awaitDrained() {
    CompletableFuture<Boolean> fed = new CompletableFuture<>();
    PartitionWorker worker = from.worker();
    worker.execute(() -> worker.handovers().await(from.partition(), to.id(), fed));
    return told(fed.thenCompose(_ -> askStarts()));
  }

  /** The successors must have the last change, and be open as well. */
  private void drain() {
    for (GateCommand open : opens) {
      if (open.hasFailed()) {
        giveUp();
        return;
      }
      if (open.mustSendAgain()) {
        open.send(splitMicros, inherited);
      }
    }
    CompletableFuture<List<Start>> found = drained;
    if (found == null || !found.isDone() || !opens.stream().allMatch(GateCommand::isDone)) {
      return;
    }
    if (found.isCompletedExceptionally()) {
      giveUp();
    } else {
      starts = found.join();
      state = State.READY;
    }
  }

  /** Asks the others where they are; any thread. */
  private CompletableFuture<List<Start>> askStarts() {
    List<CompletableFuture<Start>> heads = new ArrayList<>();
    for (Route successor : successors()) {
      heads.add(
          successor
              .worker()
              .call(() -> new Start(successor.state().head(), successor.state().sequence())));
    }
    return CompletableFuture.allOf(heads.toArray(CompletableFuture[]::new))
        .thenApply(_ -> heads.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Says that the others have taken the place of the partition, which is durable, and lets what was
   * kept go to them; {@link #step} until {@link State#COMPLETED}.
   */
  public void complete() {
    state = State.COMPLETING;
    ask(
        from,
        () -> {
          from.worker().stopFeeding(to.id());
          return from.worker().handovers().letGo(from.partition(), true);
        },
        done -> {
          letGo = done;
          state = State.COMPLETED;
        });
  }

  /** Lets the partition go on as before; {@link #step} until {@link State#GIVEN_UP}. */
  public void giveUp() {
    switch (state) {
      case COMPLETING, COMPLETED, REOPENING, GIVEN_UP -> {}
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
    if (reopen.logHasFailed()) { // it takes no writes any more, and the next opening opens it
      abandon();
    } else if (!close.wasAccepted() || reopen.isDone()) {
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
    answer = told(where.worker().call(question).thenApply(known -> () -> then.accept(known)));
  }

  /** The same, which is news when it is done. */
  private <T> CompletableFuture<T> told(CompletableFuture<T> asked) {
    var _ = asked.whenComplete((_, _) -> news.run()); // when asked is done already
    return asked;
  }
}
