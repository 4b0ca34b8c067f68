package dev.stator.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** A client and a server that speak TLS with each other, without a network. */
final class TlsPair implements AutoCloseable {
  private final EmbeddedChannel client;
  private final EmbeddedChannel server;

  /** Shakes hands. */
  TlsPair(SslContext clients, SslContext servers) {
    SslHandler onServer = servers.newHandler(PooledByteBufAllocator.DEFAULT);
    server = channel(onServer);
    SslHandler onClient = clients.newHandler(PooledByteBufAllocator.DEFAULT);
    client = channel(onClient);
    while (!onServer.handshakeFuture().isDone() || !onClient.handshakeFuture().isDone()) {
      move(client, server);
      move(server, client);
    }
    move(server, client); // tickets to resume with
    if (!onServer.handshakeFuture().isSuccess() || !onClient.handshakeFuture().isSuccess()) {
      throw new IllegalStateException("no handshake", onServer.handshakeFuture().cause());
    }
  }

  private static EmbeddedChannel channel(SslHandler handler) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    channel.pipeline().addLast(handler);
    return channel;
  }

  /** Sends this from the client to the server and back; returns how many bytes arrived. */
  int echo(ByteBuf content) {
    return send(content, client, server) + send(content, server, client);
  }

  private static int send(ByteBuf content, EmbeddedChannel from, EmbeddedChannel to) {
    from.writeOutbound(content.retainedDuplicate());
    move(from, to);
    int length = 0;
    for (ByteBuf part = next(to); part != null; part = next(to)) {
      length += part.readableBytes();
      part.release();
    }
    return length;
  }

  private static @Nullable ByteBuf next(EmbeddedChannel channel) {
    return channel.readInbound();
  }

  private static void move(EmbeddedChannel from, EmbeddedChannel to) {
    for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
      to.writeInbound(part);
    }
  }

  @Override
  public void close() {
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }
}
