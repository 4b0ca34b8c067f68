package dev.stator.gateway.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The platform's transport, whose listening sockets have an {@link AcceptGate}. */
public final class GuardedTransport implements Transport {
  private final Transport platform;
  private final AcceptGate gate;

  private GuardedTransport(Transport platform, AcceptGate gate) {
    this.platform = platform;
    this.gate = gate;
  }

  /** For a Vert.x all of whose listening sockets are to have this gate. */
  public static io.vertx.core.transport.Transport of(AcceptGate gate) {
    var best = io.vertx.core.transport.Transport.nativeTransport();
    var platform = best != null && best.available() ? best : io.vertx.core.transport.Transport.NIO;
    return new Guarded(platform, new GuardedTransport(platform.implementation(), gate));
  }

  /** What Vert.x takes a transport from. */
  private record Guarded(io.vertx.core.transport.Transport platform, Transport implementation)
      implements io.vertx.core.transport.Transport {
    @Override
    public String name() {
      return platform.name();
    }

    @Override
    public boolean available() {
      return platform.available();
    }

    @Override
    public Throwable unavailabilityCause() {
      return platform.unavailabilityCause();
    }
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    ChannelFactory<? extends ServerChannel> factory = platform.serverChannelFactory(domainSocket);
    return () -> {
      ServerChannel channel = factory.newChannel();
      channel.pipeline().addLast(gate);
      return channel;
    };
  }

  @Override
  public boolean supportsDomainSockets() {
    return platform.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return platform.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return platform.isAvailable();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return platform.unavailabilityCause();
  }

  @Override
  public java.net.SocketAddress convert(SocketAddress address) {
    return platform.convert(address);
  }

  @Override
  public SocketAddress convert(java.net.SocketAddress address) {
    return platform.convert(address);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return platform.ioHandlerFactory();
  }

  @Override
  public EventLoopGroup eventLoopGroup(
      int type, int threads, ThreadFactory threadFactory, int ioRatio) {
    return platform.eventLoopGroup(type, threads, threadFactory, ioRatio);
  }

  @Override
  @SuppressWarnings("deprecation") // of Netty; Vert.x names it
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return platform.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
    return platform.datagramChannelFactory();
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return platform.channelFactory(domainSocket);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    platform.configure(channel, options);
  }

  @Override
  public void configure(TcpConfig options, boolean domainSocket, Bootstrap bootstrap) {
    platform.configure(options, domainSocket, bootstrap);
  }

  @Override
  public void configure(TcpConfig options, boolean domainSocket, ServerBootstrap bootstrap) {
    platform.configure(options, domainSocket, bootstrap);
  }
}
