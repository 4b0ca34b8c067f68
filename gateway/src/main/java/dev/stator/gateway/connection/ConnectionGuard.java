package dev.stator.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server knows of one connection beneath HTTP: it counts bytes and requests, and closes the
 * connection when its client makes no progress. Used by the event loop of the connection.
 *
 * <p>No clock is read for a request: everything is compared with what the last look at all
 * connections has seen, see {@link LoopConnections}. Times are therefore late by up to the time
 * between two looks.
 */
public final class ConnectionGuard extends ChannelDuplexHandler {
  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class, "guard");

  /** Within the time for an answer a client must take it, or this much of it. */
  private static final long MIN_TAKEN_BYTES = 256 * 1024;

  /** Streams that a client has reset may still be worked on. */
  private static final int MAX_STREAMS_FACTOR = 2;

  /** What the client is to do next. */
  private enum Awaited {
    REQUEST,
    REST_OF_HEADER,
    NOTHING
  }

  private final AcceptGate gate;
  private final long client;
  private @Nullable LoopConnections loop;
  private @Nullable ChannelHandlerContext context;

  private long bytesIn;
  private long bytesOut;
  private long bytesInOfRequests;
  private long untaken;
  private int openRequests;
  private int activity;
  private boolean multiplexed;

  private Awaited seen = Awaited.REQUEST;
  private int seenActivity;
  private long sinceMs;
  private long takingSinceMs;
  private long takenThen;
  private boolean taking;

  /** Its place in the list of {@link LoopConnections}. */
  int place;

  ConnectionGuard(AcceptGate gate, long client) {
    this.gate = gate;
    this.client = client;
  }

  /** The guard of a connection that came through an {@link AcceptGate}. */
  public static ConnectionGuard of(HttpConnection connection) {
    return Objects.requireNonNull(((ConnectionBase) connection).channel().attr(KEY).get());
  }

  /** A number for the client's address; the same for all its connections. */
  public long client() {
    return client;
  }

  /** The connection is ready for requests, after a TLS handshake perhaps. */
  public void onReady(boolean multiplexes) {
    multiplexed = multiplexes;
    bytesInOfRequests = bytesIn;
    activity++;
  }

  /** The headers of a request are there. */
  public void onRequest() {
    openRequests++;
    activity++;
    bytesInOfRequests = bytesIn;
    // The codec counts streams that were not reset, and from the acknowledgement of settings on.
    if (openRequests > MAX_STREAMS_FACTOR * connections().limits().streams()) {
      close(ClosingReason.STREAMS);
    }
  }

  /** A request has got its answer, or never will. */
  public void onAnswered() {
    openRequests--;
    activity++;
    bytesInOfRequests = bytesIn;
  }

  /** An answer of this length is on its way to the client. */
  public void onSent(int length) {
    untaken += length;
    connections().onSent(length);
  }

  /** The client has taken an answer, or is gone. */
  public void onTaken(int length) {
    untaken -= length;
    connections().onTaken(length);
  }

  /** Closes the connection at once, without a word to the client. */
  public void close(ClosingReason reason) {
    connections().onClosing(reason);
    var _ = context().close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    Channel channel = added.channel();
    LoopConnections connections = gate.connections(channel.eventLoop());
    context = added;
    loop = connections;
    sinceMs = connections.nowMs();
    channel.attr(KEY).set(this);
    connections.add(this);
    channel.closeFuture().addListener(closed -> connections.remove(this));
  }

  @Override
  public void channelRead(ChannelHandlerContext source, Object message) {
    if (message instanceof ByteBuf bytes) {
      bytesIn += bytes.readableBytes();
    }
    source.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext target, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      bytesOut += bytes.readableBytes();
    }
    var _ = target.write(message, promise);
  }

  /** Looks whether there was progress, and closes the connection when there was none for long. */
  void check(long nowMs, ConnectionLimits.Times times) {
    long pending = pending();
    if (!isTaking(pending, nowMs, times.answer().toMillis())) {
      close(ClosingReason.SLOW_READER);
      return;
    }
    Awaited awaited = pending > 0 ? Awaited.NOTHING : awaited();
    if (awaited != seen || activity != seenActivity) {
      seen = awaited;
      seenActivity = activity;
      sinceMs = nowMs;
      return;
    }
    long forMs = nowMs - sinceMs;
    switch (awaited) {
      case REQUEST -> {
        if (forMs >= times.idle().toMillis()) {
          closeKindly();
        }
      }
      case REST_OF_HEADER -> {
        if (forMs >= times.header().toMillis()) {
          close(ClosingReason.SLOW_HEADER);
        }
      }
      case NOTHING -> {}
    }
  }

  private Awaited awaited() {
    if (openRequests > 0) {
      return Awaited.NOTHING;
    }
    // On a multiplexed connection bytes may be about the connection itself.
    return multiplexed || bytesIn == bytesInOfRequests ? Awaited.REQUEST : Awaited.REST_OF_HEADER;
  }

  /** Whether the client takes its answers, if there are any. */
  private boolean isTaking(long pending, long nowMs, long limitMs) {
    boolean wasTaking = taking;
    taking = pending > 0 || untaken > 0;
    if (!taking || (wasTaking && nowMs - takingSinceMs < limitMs)) {
      return true;
    }
    long taken = bytesOut - pending + progress();
    long since = taken - takenThen;
    takingSinceMs = nowMs;
    takenThen = taken;
    return !wasTaking || since >= MIN_TAKEN_BYTES;
  }

  /** With a word to clients that understand one. */
  private void closeKindly() {
    connections().onClosing(ClosingReason.IDLE);
    var _ = context().channel().close();
  }

  /** Bytes of answers that wait here because the client does not take them. */
  long untaken() {
    return Math.max(untaken, pending());
  }

  /** Since when it has been taking answers; the longest time when it has none to take. */
  long takingSinceMs() {
    return taking ? takingSinceMs : Long.MAX_VALUE;
  }

  private long pending() {
    ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** How much of the first that waits has gone out. */
  private long progress() {
    ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.currentProgress();
  }

  private LoopConnections connections() {
    return Objects.requireNonNull(loop);
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }
}
