package dev.stator.loadgen.run;

import dev.stator.loadgen.http.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that ask for nothing: idle ones, and slow ones, which send a byte of a header at each
 * {@link #tick} and come again when the server has closed them. One thread.
 */
public final class Crowd implements AutoCloseable {
  private static final byte[] BEGINNING =
      "POST / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress address;
  private final List<SocketChannel> idle = new ArrayList<>();
  private final List<@Nullable SocketChannel> slow = new ArrayList<>();
  private final ByteBuffer read = ByteBuffer.allocate(1024);
  private long closedByServer;

  public Crowd(Endpoint endpoint) {
    this.address = new InetSocketAddress(endpoint.host(), endpoint.port());
  }

  /** Opens so many connections of each kind. */
  public void open(int idleCount, int slowCount) throws IOException {
    for (int i = 0; i < idleCount; i++) {
      idle.add(connect());
    }
    for (int i = 0; i < slowCount; i++) {
      slow.add(begin());
    }
  }

  /** Sends the next bytes of those that are slow. */
  public void tick() {
    for (int i = 0; i < slow.size(); i++) {
      SocketChannel channel = slow.get(i);
      try {
        if (channel == null || isClosed(channel)) {
          slow.set(i, begin());
        } else {
          channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        }
      } catch (IOException refused) {
        closedByServer++;
        slow.set(i, null); // is tried again at the next tick
      }
    }
  }

  private boolean isClosed(SocketChannel channel) throws IOException {
    read.clear();
    if (channel.read(read) >= 0) {
      return false;
    }
    closedByServer++;
    channel.close();
    return true;
  }

  private SocketChannel begin() throws IOException {
    SocketChannel channel = connect();
    channel.write(ByteBuffer.wrap(BEGINNING));
    return channel;
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    return channel;
  }

  /** How often the server has closed a slow one. */
  public long closedByServer() {
    return closedByServer;
  }

  /** How many idle ones are still open. */
  public int idleOpen() throws IOException {
    int open = 0;
    for (SocketChannel channel : idle) {
      read.clear();
      open += channel.isOpen() && channel.read(read) >= 0 ? 1 : 0;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : idle) {
      channel.close();
    }
    for (SocketChannel channel : slow) {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
