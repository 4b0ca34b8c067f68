package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.KeyedRead;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Carries out the reading transactions of one session. */
final class TransactionReader {
  private final Mailbox mailbox;
  private final Metering metering;
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(256);

  /** One item by its encoded key. */
  private record Item(long partition, ByteBuffer key) {}

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
    Map<PartitionWorker, SnapshotRead.Group> groups = new LinkedHashMap<>();
    Set<Item> distinct = new HashSet<>();
    List<byte[]> keys = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      GetRequest request = requests.get(i);
      byte[] encoded = encode(request);
      Route route = request.table().route(key.getLong(0, BIG_ENDIAN));
      if (!distinct.add(new Item(route.partition(), ByteBuffer.wrap(encoded)))) {
        throw RequestException.validation(TransactionWriter.DUPLICATE);
      }
      keys.add(encoded);
      groups
          .computeIfAbsent(route.worker(), SnapshotRead.Group::new)
          .add(i, new KeyedRead(route.partition(), encoded, request.projection()));
    }
    MeteredTransaction metered = meter(requests, keys, handler);
    if (metered.admit()) {
      new SnapshotRead(mailbox, new ArrayList<>(groups.values()), metered).start();
    }
  }

  private MeteredTransaction meter(
      List<GetRequest> requests, List<byte[]> keys, ReplyHandler handler) {
    MeteredTransaction metered = new MeteredTransaction(metering, handler);
    UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    for (int i = 0; i < keys.size(); i++) {
      buffer.wrap(keys.get(i));
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
