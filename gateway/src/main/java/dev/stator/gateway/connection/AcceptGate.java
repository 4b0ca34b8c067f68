package dev.stator.gateway.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections come in: counts them, in all and for each address, refuses those that are too
 * many, and gives each a {@link ConnectionGuard}. Any thread.
 */
@ChannelHandler.Sharable
public final class AcceptGate extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);
  private static final long WARNING_PAUSE_MS = 10_000;

  private final ConnectionLimits limits;
  private final LongSupplier clockMs;
  private final BufferBudget budget;
  private final Map<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
  private final Map<Long, Integer> ofAddress = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile long warnedAtMs;

  /**
   * @param clockMs never goes back
   */
  public AcceptGate(ConnectionLimits limits, LongSupplier clockMs) {
    this.limits = limits;
    this.clockMs = clockMs;
    this.budget = new BufferBudget(limits.bufferedBytes());
    this.warnedAtMs = clockMs.getAsLong() - WARNING_PAUSE_MS;
  }

  /** The connections of an event loop, looked at from now on. */
  public LoopConnections connections(EventLoop eventLoop) {
    return loops.computeIfAbsent(eventLoop, this::start);
  }

  private LoopConnections start(EventLoop eventLoop) {
    LoopConnections connections = new LoopConnections(eventLoop, limits, budget, clockMs);
    connections.start();
    return connections;
  }

  @Override
  public void channelRead(ChannelHandlerContext listener, Object message) {
    Channel connection = (Channel) message;
    long client = ClientAddress.of(connection.remoteAddress());
    if (!admit(client)) {
      connection.unsafe().closeForcibly();
      return;
    }
    connection.closeFuture().addListener(closed -> leave(client));
    connection.pipeline().addLast(new ConnectionGuard(this, client));
    listener.fireChannelRead(message);
  }

  /** Called by the one thread that accepts. */
  private boolean admit(long client) {
    int all = open.get();
    int same = ofAddress.getOrDefault(client, 0);
    if (all >= limits.connections() || same >= limits.connectionsPerAddress()) {
      refused.incrementAndGet();
      warn(all, same);
      return false;
    }
    open.incrementAndGet();
    ofAddress.merge(client, 1, Integer::sum);
    accepted.incrementAndGet();
    return true;
  }

  private void leave(long client) {
    open.decrementAndGet();
    ofAddress.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
  }

  private void warn(int all, int same) {
    long nowMs = clockMs.getAsLong();
    if (nowMs - warnedAtMs >= WARNING_PAUSE_MS) {
      warnedAtMs = nowMs;
      LOG.warn(
          "connections are refused: {} are open, {} of them from the same address; {} refused so"
              + " far",
          all,
          same,
          refused.get());
    }
  }

  /** Those of all event loops, as they are now. */
  public Collection<LoopConnections> all() {
    return Collections.unmodifiableCollection(loops.values());
  }

  /** Connections that are open. */
  public int open() {
    return open.get();
  }

  /** Connections that were let in so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Connections that were refused so far. */
  public long refused() {
    return refused.get();
  }

  /**
   * Bytes of bodies and answers in memory, to about a quarter of a megabyte for each event loop.
   */
  public long bufferedBytes() {
    return budget.bytes();
  }
}
