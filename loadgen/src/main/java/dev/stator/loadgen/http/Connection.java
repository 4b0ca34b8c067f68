package dev.stator.loadgen.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection with at most one request under way. Used on the thread of its event
 * loop; it connects again only when it is told to.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
  private final Listener listener;
  private final AnswerParser parser = new AnswerParser();
  private @Nullable Channel channel;
  private boolean lost;

  Connection(Listener listener) {
    this.listener = listener;
  }

  /** Hears what happens on a connection, on the thread of its event loop. */
  public interface Listener {
    /** The connection can take a request. */
    void onOpen(Connection connection);

    /**
     * The answer to the last request; the listener may send the next one.
     *
     * @param closes whether the server closes the connection, which will be heard
     */
    void onAnswer(Connection connection, Answer answer, boolean closes);

    /** The connection is gone, or could not be made; comes once. */
    void onLost(Connection connection, Throwable cause);
  }

  /** Sends a request with this body; nothing may be under way. */
  public void send(RequestHead head, byte[] body, int length, long epochSecond) {
    Channel open = channel;
    if (open == null) {
      throw new IllegalStateException("the connection is not open");
    }
    int headLength = head.render(body, length, epochSecond);
    ByteBuf request = open.alloc().directBuffer(headLength + length);
    request.writeBytes(head.bytes(), 0, headLength).writeBytes(body, 0, length);
    var _ = open.writeAndFlush(request, open.voidPromise());
  }

  /** Ends the connection; its loss is heard later. */
  public void close() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    listener.onOpen(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean complete;
    try {
      complete = parser.feed((ByteBuf) message);
    } finally {
      ReferenceCountUtil.release(message);
    }
    if (complete) {
      Answer answer = parser.answer();
      parser.reset(); // leaves the bytes as they are
      listener.onAnswer(this, answer, parser.closes());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lose(new ConnectException("the server closed the connection"));
  }

  @Override
  @SuppressWarnings("deprecation") // of ChannelHandler only, not of ChannelInboundHandler
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    lose(cause);
    var _ = context.close();
  }

  void lose(Throwable cause) {
    if (!lost) {
      lost = true;
      channel = null;
      listener.onLost(this, cause);
    }
  }
}
