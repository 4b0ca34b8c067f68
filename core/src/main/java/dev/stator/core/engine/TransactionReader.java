package dev.stator.core.engine;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Mailbox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Carries out the reading transactions of one session. */
final class TransactionReader {
  private final Mailbox mailbox;
  private final Metering metering;
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(256);

  /** One item by its table and encoded key. */
  private record Distinct(String table, ByteBuffer key) {}

  TransactionReader(Mailbox mailbox, Metering metering) {
    this.mailbox = mailbox;
    this.metering = metering;
  }

  /**
   * Starts to read the items as they are at one moment.
   *
   * @throws RequestException when two keys are of one item, or a key does not match its table
   */
  void read(List<GetRequest> requests, ReplyHandler handler) {
    List<SnapshotRead.Item> items = new ArrayList<>(requests.size());
    Set<Distinct> distinct = new HashSet<>();
    for (GetRequest request : requests) {
      byte[] encoded = encode(request);
      Table table = request.table();
      if (!distinct.add(new Distinct(table.definition().name(), ByteBuffer.wrap(encoded)))) {
        throw RequestException.validation(TransactionWriter.DUPLICATE);
      }
      items.add(new SnapshotRead.Item(table, encoded, request.projection()));
    }
    MeteredTransaction metered = meter(requests, items, handler);
    if (metered.admit()) {
      new SnapshotRead(mailbox, items, metered).start();
    }
  }

  private MeteredTransaction meter(
      List<GetRequest> requests, List<SnapshotRead.Item> items, ReplyHandler handler) {
    MeteredTransaction metered = new MeteredTransaction(metering, handler);
    UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    for (int i = 0; i < items.size(); i++) {
      buffer.wrap(items.get(i).key());
      metered.read(requests.get(i), buffer, 0, buffer.capacity());
    }
    return metered;
  }

  private byte[] encode(GetRequest request) {
    Slice item = request.key();
    int length =
        KeyCodec.encode(
            request.table().keys(), item.buffer(), item.offset(), item.length(), key, 0);
    if (length < 0) {
      throw RequestException.validation(Session.WRONG_KEY);
    }
    byte[] bytes = new byte[length];
    key.getBytes(0, bytes);
    return bytes;
  }
}
