package dev.stator.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a connection that the server stops only with its next request, or after a moment without
 * one.
 *
 * <p>Vert.x closes connections that have no request under way at once. But the next request of a
 * busy client may be on its way already, and would be answered with a reset. So it is taken, and
 * its answer says that the connection ends ({@link ResponseSender#endConnections}).
 */
final class LastRequest extends ChannelInboundHandlerAdapter {
  private static final long PATIENCE_MS = 250;

  private @Nullable Object stop;

  /** Puts it before what Vert.x does; HTTP/2 has messages of its own for this. */
  static void allowTo(HttpConnection connection) {
    if (connection.protocolVersion() != HttpVersion.HTTP_2
        && connection instanceof ConnectionBase base) {
      ChannelHandlerContext vertx = base.channelHandlerContext();
      vertx.pipeline().addBefore(vertx.name(), null, new LastRequest());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ShutdownEvent) {
      stop = event;
      var _ = context.executor().schedule(() -> tell(context), PATIENCE_MS, TimeUnit.MILLISECONDS);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.fireChannelRead(message);
    tell(context);
  }

  private void tell(ChannelHandlerContext context) {
    Object event = stop;
    if (event != null) {
      stop = null;
      context.fireUserEventTriggered(event);
    }
  }
}
