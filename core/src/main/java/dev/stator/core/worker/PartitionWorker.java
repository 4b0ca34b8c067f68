package dev.stator.core.worker;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.StorageException;
import dev.stator.core.idle.ParkingIdleStrategy;
import dev.stator.core.index.PageArena;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommitListener;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns partitions: applies the committed commands of its log in order, answers
 * reads from the applied state, feeds global indexes, lets items expire and takes checkpoints.
 *
 * <p>Everything it owns is touched by one thread at a time, the one that has the {@link Duty}: its
 * own, or while that sleeps one that answers a short read itself. Before {@link #start} and after
 * {@link #close} the opening thread has it alone.
 *
 * <p>Size: the one door to everything a worker's thread owns; what is behind it is elsewhere.
 */
public final class PartitionWorker implements Agent, CommitListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);
  static final String NOT_FOUND = "Requested resource not found";

  private static final int FEED_CALLS = 2048;
  private static final long QUIET_TIMEOUT_S = 10;

  /** How many tasks are run before the log is looked at: a task may add itself again. */
  private static final int TASK_BATCH = 256;

  /** How many reads and index changes are taken before the log is looked at again. */
  private static final int READ_BATCH = 64;

  private final WorkerConfig config;
  private final Mailboxes mailboxes;
  private final ParkingIdleStrategy idle;
  private final Duty duty = new Duty();
  private final PageArena arena = new PageArena();
  private final Long2ObjectHashMap<Partition> partitions = new Long2ObjectHashMap<>();
  private final Long2ObjectHashMap<Partition> retired = new Long2ObjectHashMap<>();
  private final IndexFeeds feeds;
  private final Handovers handovers;
  private final Expiry expiry;
  private final GaugeTaking gauges;
  private final ManyToOneConcurrentArrayQueue<Call> reads;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Mailbox> unflushed = new ArrayList<>();
  private final DurableHeads heads = new DurableHeads();
  private final SegmentHolds holds = new SegmentHolds();
  private final StreamRetention streams = new StreamRetention();
  private final ReadAnswers reader = new ReadAnswers(partitions, heads);
  private final CommandView command = new CommandView();
  private final Reply unread = new Reply();
  private final CapturedStates states = new CapturedStates(partitions);
  private final CommandApplier applier;
  private final SliceTimes times = new SliceTimes();
  private final Stages stages = new Stages();
  private final RetriedCommands retried;
  private final DurableReplies durableReplies = new DurableReplies(this::finish);
  private final Checkpointing checkpointing;
  private final Upkeep upkeep;
  private volatile @Nullable CommandLog log;
  private @Nullable AgentRunner runner;
  private volatile @Nullable CompletableFuture<Void> quiet;
  private volatile boolean refusing;
  private volatile boolean closing;
  private boolean live;
  private long appliedIndex;
  private long foreground;

  public PartitionWorker(
      WorkerConfig config, Mailboxes mailboxes, Checkpointing checkpointing, UpkeepConfig upkeep) {
    this.config = config;
    this.mailboxes = mailboxes;
    this.idle = new ParkingIdleStrategy(config.spins());
    this.applier = new CommandApplier(partitions, this::onChange, config.nanoClock());
    this.retried = new RetriedCommands(partitions, config.nanoClock());
    this.feeds =
        new IndexFeeds(
            mailboxes.open(FEED_CALLS, this::execute),
            new Pace(mailboxes::clientCalls, config.nanoClock()));
    this.handovers =
        new Handovers(partitions, feeds, this::finish, this::refuse, config.nanoClock());
    this.expiry =
        new Expiry(
            this::offer,
            mailboxes.open(Expiry.WINDOW, this::execute),
            config.clock(),
            config.expiryDelayS(),
            config.nanoClock());
    this.gauges = new GaugeTaking(partitions, feeds, expiry, this::gauges);
    this.reads = new ManyToOneConcurrentArrayQueue<>(config.readCapacity());
    this.checkpointing = checkpointing;
    this.upkeep =
        new Upkeep(
            partitions,
            states::onChange,
            mailboxes.open(1, this::execute),
            slice -> offer(slice.buffer(), 0, slice.length()),
            upkeep,
            config.nanoClock());
    this.upkeep.heed(feeds);
    this.upkeep.heed(holds);
    this.upkeep.heed(partition -> oldestNeededByStreams(partition, config.clock().microTime()));
  }

  /** Takes a partition over, before {@link #start} or on this worker's thread. */
  public void own(Partition partition) {
    partitions.put(partition.id(), partition);
    onChange(partition.id());
  }

  /** A partition is about to be changed, or is new, or takes commands again. */
  private void onChange(long partition) {
    states.onChange(partition);
    heads.onChange(partition);
    feeds.onChange(partition);
    upkeep.onChange(partition);
  }

  /**
   * Starts to feed an index from a partition it owns; before {@link #start} or on its thread.
   *
   * @param from how far it is fed; null: not at all
   */
  public void feed(long partition, IndexTarget target, @Nullable FeedPosition from) {
    Partition base = partitions.get(partition);
    if (base == null) {
      return;
    }
    follow(base);
    if (from == null) {
      feeds.start(base, target, this::afterCheckpoint);
    } else {
      feeds.resume(base, target, from);
    }
  }

  /**
   * As {@link #feed} from a position, but sends nothing before {@link #beginFeeding}: what the
   * partition was made of must have been sent before.
   */
  public void holdFeed(long partition, IndexTarget target, FeedPosition from) {
    Partition base = partitions.get(partition);
    if (base != null) {
      follow(base);
      feeds.hold(base, target, from);
    }
  }

  /** Lets the feeds of a partition send; on its thread. */
  public void beginFeeding(long partition) {
    feeds.begin(partition);
  }

  /** Begins to feed partitions that are to take the place of this one; on its thread. */
  void handOver(long partition, IndexTarget successors) {
    Partition base = partitions.get(partition);
    if (base != null) {
      follow(base);
      feeds.handOver(base, successors);
    }
  }

  /** What it does for partitions that others take the place of; used on its thread. */
  Handovers handovers() {
    return handovers;
  }

  private void afterCheckpoint(Runnable task) {
    checkpointing.request(
        () -> {
          if (!checkpointing.hasFailed()) {
            task.run();
          }
        });
  }

  private void follow(Partition partition) {
    if (live) {
      heads.follow(partition);
    } else {
      heads.followRecovered(partition);
    }
  }

  /**
   * Says which streams read a partition it owns, in place of what was said before; before {@link
   * #start} or on its thread.
   */
  public void keepStreams(long partition, List<ChangeStream> streamsOfPartition) {
    streams.keep(partition, streamsOfPartition);
    Partition read = partitions.get(partition);
    if (read != null && !streamsOfPartition.isEmpty()) {
      follow(read);
    }
  }

  /**
   * The location before which no stream needs a change of a partition any more, {@link
   * Long#MAX_VALUE} when no stream needs any; on this worker's thread.
   *
   * <p>A stream tells also the item before a change. So a segment in which no item lives any more
   * may go when what is asked for here has reached the head of the partition as it was when the
   * last item of the segment was replaced, removed or copied: then all changes that had an item of
   * it before them are out of reach.
   *
   * @param nowMicros the time, epoch microseconds
   */
  public long oldestNeededByStreams(long partition, long nowMicros) {
    Partition read = partitions.get(partition);
    return read == null ? StreamRetention.NOTHING : streams.oldestNeeded(read, nowMicros);
  }

  /** Stops to feed an index; on this worker's thread. */
  public void stopFeeding(long index) {
    feeds.stopIndex(index);
  }

  /**
   * Lets the items of a partition it owns expire by this attribute (its name in UTF-8), or by none
   * when null; before {@link #start} or on its thread.
   */
  public void expire(long partition, byte @Nullable [] attribute) {
    Partition expiring = partitions.get(partition);
    if (expiring != null) {
      expiry.set(expiring, attribute);
    }
  }

  /**
   * Whether the index has everything that the partition had when feeding began; on this worker's
   * thread.
   */
  public boolean isCaughtUp(long partition, long index) {
    return feeds.isCaughtUp(partition, index);
  }

  /**
   * Whether all indexes have everything that the partition has before this location; on this
   * worker's thread.
   */
  public boolean areFed(long partition, long location) {
    return feeds.areCaughtUpTo(partition, location);
  }

  /**
   * The state of a partition between two commands. None of its segments goes until {@link
   * #release}. Any thread.
   */
  public CompletableFuture<PartitionCapture> capture(long id) {
    return call(
        () -> {
          Partition partition = partitions.get(id);
          if (partition == null) {
            throw new StorageException("partition " + id + " is not open");
          }
          holds.hold(id);
          return new PartitionCapture(
              partition.state(), partition.itemCount(), partition.itemBytes());
        });
  }

  /** Lets segments of a partition go again that {@link #capture} has kept; any thread. */
  public void release(long partition) {
    execute(() -> holds.release(partition));
  }

  /**
   * Makes everything durable that was applied before, and says when it is; fails when that cannot
   * be done now, as on a full disk. Any thread.
   */
  public CompletableFuture<@Nullable Void> force() {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    execute(() -> checkpointing.attempt(done));
    return done;
  }

  /**
   * Keeps what is emptied in a partition from now on in the archive, in none when null; before
   * {@link #start} or on this worker's thread.
   */
  public void archive(long partition, @Nullable SegmentArchive archive) {
    upkeep.archive(partition, archive);
  }

  /**
   * Takes partitions away, so that no further command is applied to them, and says when a
   * checkpoint has everything before: only then may they be unknown when the log is replayed, since
   * commands on several partitions depend on all of them. Any thread.
   */
  public CompletableFuture<Void> retire(Collection<Long> ids) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    execute(
        () -> {
          for (long id : ids) {
            stopTelling(id);
            states.forget(id);
            Partition partition = partitions.remove(id);
            if (partition != null) {
              applier.forget(partition);
              retired.put(id, partition);
            }
          }
          checkpointing.request(() -> done.complete(null));
        });
    return done;
  }

  /**
   * Takes a partition away for good; on this worker's thread.
   *
   * @param delete is given what to close, on any thread, before its files may be deleted
   */
  public void drop(long partition, Consumer<List<AutoCloseable>> delete) {
    checkpointing.whenIdle(
        () -> {
          stopTelling(partition);
          states.forget(partition);
          Partition open = partitions.remove(partition);
          Partition dropped = open == null ? retired.remove(partition) : open;
          if (dropped != null) {
            applier.forget(dropped);
          }
          delete.accept(dropped == null ? List.of() : dropped.end());
        });
  }

  private void stopTelling(long partition) {
    feeds.stopPartition(partition);
    expiry.stop(partition);
    streams.keep(partition, List.of());
    heads.forget(partition);
    upkeep.archive(partition, null);
    handovers.forget(partition);
  }

  /** A partition it owns, or null. */
  public @Nullable Partition partition(long id) {
    return partitions.get(id);
  }

  public PageArena arena() {
    return arena;
  }

  /** Says, before the log is opened, that what its partitions are is as of this checkpoint. */
  public void beginAt(Checkpoint checkpoint) {
    appliedIndex = checkpoint.index();
    applier.begin(checkpoint.waiting());
  }

  /**
   * Takes commands from now on. The log has been opened with this worker as the listener of what it
   * replayed and wakes it with {@link #wake}.
   */
  public void take(CommandLog log) {
    this.log = log;
    this.live = true;
    checkpointing.begin(log, idle::wake, upkeep, config.nanoClock(), times);
  }

  /** Starts the thread; all workers that it sends commands to must take them already. */
  public void start() {
    AgentRunner started =
        new AgentRunner(
            new RetryingIdleStrategy(idle, this::maxSleepNs), this::onError, null, this);
    runner = started;
    AgentRunner.startOnThread(started);
  }

  private long maxSleepNs() {
    return !durableReplies.isEmpty()
            || feeds.mustRetry()
            || handovers.mustRetry()
            || upkeep.mustRetry()
            || checkpointing.mustRetry()
        ? RetryingIdleStrategy.RETRY_NS
        : Math.min(
            Math.min(expiry.maxSleepNs(), upkeep.maxSleepNs()),
            Math.min(applier.maxSleepNs(), retried.maxSleepNs()));
  }

  private void onError(Throwable e) {
    if (!(e instanceof AgentTerminationException)) {
      LOG.error("worker {}", config.name(), e);
    }
  }

  /** Gives a command to the log; any thread, never blocks. */
  public CommandLog.Offer offer(DirectBuffer buffer, int offset, int length) {
    CommandLog target = log;
    return target == null || refusing
        ? CommandLog.Offer.FAILED
        : target.offer(buffer, offset, length);
  }

  /** As {@link #offer}, with {@link #signal} to follow soon. */
  public CommandLog.Offer enqueue(DirectBuffer buffer, int offset, int length) {
    CommandLog target = log;
    return target == null || refusing
        ? CommandLog.Offer.FAILED
        : target.enqueue(buffer, offset, length);
  }

  /** Wakes whoever takes the commands that were enqueued; any thread. */
  public void signal() {
    CommandLog target = log;
    if (target != null) {
      target.signal();
    }
  }

  /**
   * Gives the command of a call to the log, also when it is full now: then a little later. The
   * reply is an error when the log takes nothing any more. Any thread, never blocks.
   *
   * @param buffer is left alone until there is a reply
   */
  public void insist(Call call, DirectBuffer buffer, int length) {
    CommandLog.Offer offer = offer(buffer, 0, length);
    switch (offer) {
      case ACCEPTED -> {}
      case FULL -> execute(() -> insist(call, buffer, length));
      case TOO_LARGE, NO_ROOM, NOT_LEADER, FAILED -> execute(() -> refuse(call, Partition.FAILED));
    }
  }

  /**
   * Gives the command, which is copied, to the log when its partition can apply it, again and again
   * until the log takes it. Any thread.
   */
  public void insistLater(DirectBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    execute(() -> retried.add(bytes));
  }

  /** The longest command that its log takes, bytes. */
  public int maxCommandLength() {
    CommandLog source = log;
    return source == null ? 0 : source.maxCommandLength();
  }

  /**
   * Hands a read over; false when too many wait. While this worker sleeps, a short read is answered
   * on the calling thread: that costs less than to wake this one. Any thread, never blocks.
   */
  public boolean read(Call call) {
    if (refusing) {
      return false;
    }
    if (idle.isAsleep() && call.isShort() && duty.tryTake()) {
      answerInstead(call);
      return true;
    }
    if (!reads.offer(call)) {
      return false;
    }
    idle.wake();
    return true;
  }

  private void answerInstead(Call call) {
    try {
      reader.answer(call);
    } finally {
      duty.giveBack();
    }
    call.mailbox().finish(call);
    call.mailbox().flush();
  }

  /** Runs the task on this worker's thread, soon. */
  public void execute(Runnable task) {
    tasks.add(task);
    idle.wake();
  }

  /** Runs the task on this worker's thread and gives its result. */
  public <T extends @Nullable Object> CompletableFuture<T> call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(
        () -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Ends the sleep of the thread, if it sleeps. */
  public void wake() {
    idle.wake();
  }

  @Override
  public int doWork() {
    if (!duty.tryTake()) {
      return 1; // somebody answers a read instead, which is over sooner than this thread sleeps
    }
    try {
      return work();
    } finally {
      duty.giveBack();
    }
  }

  private int work() {
    int work = runTasks();
    work += pollLog();
    work += applier.poll();
    work += handovers.poll();
    work += drainReads();
    work += pollFeeds();
    work += pollExpiry();
    work += upkeep.poll(work == 0, checkpointing);
    work += gauges.poll();
    work += checkpointing.poll(this::beginCheckpoint, states::goOn, states::take);
    flush();
    signalQuiet();
    if (closing) {
      throw new AgentTerminationException(false);
    }
    return work;
  }

  private int runTasks() {
    int count = 0;
    Runnable task;
    while (count < TASK_BATCH && (task = tasks.poll()) != null) {
      count++;
      task.run();
    }
    return count;
  }

  private int pollLog() {
    CommandLog source = log;
    if (source == null) {
      return 0;
    }
    int work = source.hasCommitted() ? deliver(source) : 0;
    work += durableReplies.poll(source) + retried.poll(source);
    heads.advance(appliedIndex, source.committedIndex());
    return work;
  }

  private int deliver(CommandLog source) {
    stages.begin(System.nanoTime());
    int delivered = source.poll(this);
    times.onCommands(System.nanoTime() - stages.begunNs());
    return delivered;
  }

  private int drainReads() {
    if (reads.isEmpty()) {
      return 0;
    }
    stages.begin(System.nanoTime());
    int count = 0;
    Call call;
    while (count < READ_BATCH && (call = reads.poll()) != null) {
      count++;
      if (!handovers.take(call)) {
        reader.answer(call);
        stages.tell(call.reply());
        finish(call);
      }
    }
    return count;
  }

  private int pollExpiry() {
    if (expiry.isIdle()) {
      return 0;
    }
    long startNs = config.nanoClock().nanoTime();
    int work = expiry.poll(foreground);
    if (work > 0) {
      times.onExpiry(config.nanoClock().nanoTime() - startNs);
    }
    return work;
  }

  private int pollFeeds() {
    if (log == null || feeds.isIdle()) {
      return 0;
    }
    long startNs = config.nanoClock().nanoTime();
    int work = feeds.poll(heads);
    if (work > 0) {
      times.onFeeds(config.nanoClock().nanoTime() - startNs);
    }
    return work;
  }

  @Override
  public void onBatch(long takenNs, long committedNs) {
    stages.waited(takenNs, committedNs);
  }

  @Override
  public void onCommand(long epoch, long index, DirectBuffer buffer, int offset, int length) {
    appliedIndex = index;
    command.wrap(buffer, offset);
    Call call = live ? mailboxes.find(command.ticket()) : null;
    Reply reply = call == null ? unread : call.reply();
    reply.clear();
    if (command.type() == CommandDescriptor.COMPACT) {
      applySlice(index, length, reply);
    } else {
      foreground += CommandDescriptor.isOfClient(command.type()) ? 1 : 0;
      applier.apply(command, index, length, live, reply);
    }
    if (call != null && !(reply.movedFrom() != 0 && handovers.take(command, length, call))) {
      finish(call, index);
    }
  }

  private void applySlice(long index, int length, Reply reply) {
    long startNs = config.nanoClock().nanoTime();
    applier.apply(command, index, length, live, reply);
    long ns = config.nanoClock().nanoTime() - startNs;
    times.onCompaction(ns);
    upkeep.onSlice(ns);
  }

  /** How long work held this worker up each time; any thread. */
  public SliceTimes sliceTimes() {
    return times;
  }

  /** What it has; any thread. */
  public CompletableFuture<WorkerGauges> gauges() {
    CompletableFuture<WorkerGauges> taken = new CompletableFuture<>();
    execute(() -> gauges.begin(taken));
    return taken;
  }

  private WorkerGauges gauges(WorkerGauges.Disk disk, List<FeedLag> lags, Map<Long, Long> expired) {
    CommandLog source = log;
    return new WorkerGauges(
        partitions.size(),
        disk,
        arena.allocatedBytes(),
        WorkerGauges.bytesInUse(arena),
        reads.size(),
        applier.waiting().size(),
        checkpointing.ageNs(),
        source == null ? 0 : source.bytesSinceCheckpoint(),
        lags,
        expired);
  }

  /** Its log, null before it takes commands; any thread. */
  public @Nullable CommandLog log() {
    return log;
  }

  /** Hands the reply to an applied command over, as soon as the command asks for it. */
  private void finish(Call call, long index) {
    stages.tell(call.reply());
    CommandLog source = log;
    if ((command.images() & Images.WHEN_DURABLE) != 0 && source != null) {
      durableReplies.add(index, call, source);
    } else {
      finish(call);
    }
  }

  @Override
  public void onFailed(Failure failure, DirectBuffer buffer, int offset, int length) {
    Call call = mailboxes.find(command.wrap(buffer, offset).ticket());
    if (isOnlyFull(failure) && RetriedCommands.isOutcome(command)) {
      retried.addForNobody(buffer, offset, length);
    }
    if (call != null) {
      refuse(call, isOnlyFull(failure) ? Partition.NO_ROOM : Partition.FAILED);
    }
  }

  private boolean isOnlyFull(Failure failure) {
    CommandLog source = log;
    return failure == Failure.REJECTED && source != null && !source.hasFailed();
  }

  private void refuse(Call call, String message) {
    call.reply().clear();
    call.reply().refuse(ErrorCode.INTERNAL_SERVER_ERROR, message);
    finish(call);
  }

  private void finish(Call call) {
    Mailbox owner = call.mailbox();
    owner.finish(call);
    if (!unflushed.contains(owner)) {
      unflushed.add(owner);
    }
  }

  private void flush() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  private void beginCheckpoint() {
    states.begin(appliedIndex, feeds.positions(), applier.waiting());
  }

  /** The state of everything it owns, and what must be forced for it to be durable. */
  private CheckpointCapture checkpoint() {
    return states.takeAll(appliedIndex, feeds.positions(), applier.waiting());
  }

  /** Tells a closing thread that no accepted command and no read is waiting any more. */
  private void signalQuiet() {
    CompletableFuture<Void> waiting = quiet;
    CommandLog source = log;
    if (waiting != null && reads.isEmpty() && (source == null || source.isDrained())) {
      waiting.complete(null);
    }
  }

  private void awaitQuiet() {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    quiet = waiting;
    idle.wake();
    try {
      waiting.get(QUIET_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("worker {} did not finish what it had accepted", config.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String roleName() {
    return "stator-" + config.name();
  }

  /** Whether, after {@link #close}, the last checkpoint has everything that the log holds. */
  public boolean isClosedWithCheckpoint() {
    CommandLog source = log;
    return source != null
        && !source.hasFailed()
        && source.appendedIndex() == appliedIndex
        && applier.waiting().isEmpty()
        && checkpointing.isCompleteAt(appliedIndex);
  }

  /** Stops the thread after a last checkpoint, and closes the log and all partitions. */
  @Override
  public void close() {
    upkeep.stop();
    AgentRunner started = runner;
    if (started != null) {
      refusing = true;
      awaitQuiet();
      closing = true;
      idle.wake();
      started.close();
    }
    duty.takeForGood(); // nobody reads what is unmapped
    CloseHelper.closeAll(
        this::takeLastCheckpoint,
        log,
        () -> CloseHelper.closeAll(partitions.values()),
        () -> CloseHelper.closeAll(retired.values()),
        arena);
    partitions.clear();
    retired.clear();
  }

  private void takeLastCheckpoint() {
    CommandLog source = log;
    if (source != null) {
      checkpointing.close(source.hasFailed() ? null : this::checkpoint);
    }
  }
}
