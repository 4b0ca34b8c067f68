package dev.stator.loadgen.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Owns the event loops of the client and makes connections on them; epoll where there is one. */
public final class Connector implements AutoCloseable {
  public static final String THREAD_NAME = "loadgen-loop";
  private static final long QUIET_MS = 0;
  private static final long MAX_CLOSE_MS = 5_000;

  private final Endpoint endpoint;
  private final EventLoopGroup group;
  private final Class<? extends Channel> channelClass;
  private final @Nullable SslContext ssl;
  private final int connectTimeoutMs;

  public Connector(Endpoint endpoint, int threads, Duration connectTimeout) {
    this.endpoint = endpoint;
    this.connectTimeoutMs = (int) connectTimeout.toMillis();
    this.channelClass = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    IoHandlerFactory factory =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory(THREAD_NAME, true), factory);
    try {
      this.ssl = endpoint.secure() ? context(endpoint) : null;
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be spoken", e);
    }
  }

  private static SslContext context(Endpoint endpoint) throws SSLException {
    return SslContextBuilder.forClient()
        .trustManager(Authorities.read(endpoint.authorities()))
        .build();
  }

  /** How the sockets are waited for. */
  public static String transport() {
    return Epoll.isAvailable() ? "epoll" : "nio";
  }

  /** The next of the event loops, in turn. */
  public EventLoop nextLoop() {
    return group.next();
  }

  /** Begins to connect. */
  public void connect(EventLoop loop, Connection.Listener listener) {
    Connection connection = new Connection(listener);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channelClass)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMs)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (ssl != null) {
                      channel
                          .pipeline()
                          .addLast(
                              ssl.newHandler(channel.alloc(), endpoint.host(), endpoint.port()));
                    }
                    channel.pipeline().addLast(connection);
                  }
                });
    ChannelFuture connecting = bootstrap.connect(endpoint.host(), endpoint.port());
    connecting.addListener(
        done -> {
          Throwable cause = connecting.cause();
          if (cause != null) {
            connection.lose(cause);
          }
        });
  }

  @Override
  public void close() {
    group.shutdownGracefully(QUIET_MS, MAX_CLOSE_MS, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }
}
