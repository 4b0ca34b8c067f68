package dev.stator.core.engine;

import static dev.stator.core.command.CommandEncoder.KEY_OFFSET;
import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.KeySchema;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.PageSpec;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.HashRange;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Route;
import java.util.List;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one thread: hands each to the worker that owns its partition and delivers the
 * reply on the same thread. Never blocks; what cannot be taken now is refused with a throttling
 * error.
 *
 * <p>A session is used by one thread only, the one its executor runs tasks on.
 */
public final class Session {
  private static final String BUSY =
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically"
          + " scaling your table or index so please try again shortly.";
  private static final String FAILED = "The request could not be stored.";
  private static final String WRONG_KEY = "The provided key element does not match the schema";

  private final Mailbox mailbox;
  private final EpochMicroClock clock;
  private final CommandEncoder encoder = new CommandEncoder();
  private final KeyBounds keyBounds = new KeyBounds();

  Session(Mailbox mailbox, EpochMicroClock clock) {
    this.mailbox = mailbox;
    this.clock = clock;
  }

  /** Puts an item. */
  public void put(PutRequest request, ReplyHandler handler) {
    Call call = begin(handler);
    if (call != null) {
      Route route = startCommand(CommandDescriptor.PUT, request.table(), request.item(), call);
      encoder
          .images(request.images())
          .item(request.item(), request.itemSize())
          .condition(request.condition());
      offer(route, call);
    }
  }

  /** Updates an item, or creates it. */
  public void update(UpdateRequest request, ReplyHandler handler) {
    Call call = begin(handler);
    if (call != null) {
      Route route = startCommand(CommandDescriptor.UPDATE, request.table(), request.key(), call);
      encoder
          .images(request.images())
          .item(request.key(), 0)
          .condition(request.condition())
          .update(request.update())
          .guards(request.table().indexKeys());
      offer(route, call);
    }
  }

  /** Deletes an item. */
  public void delete(DeleteRequest request, ReplyHandler handler) {
    Call call = begin(handler);
    if (call != null) {
      Route route = startCommand(CommandDescriptor.DELETE, request.table(), request.key(), call);
      encoder.images(request.images()).condition(request.condition());
      offer(route, call);
    }
  }

  /** Reads an item. */
  public void get(GetRequest request, ReplyHandler handler) {
    Call call = begin(handler);
    if (call == null) {
      return;
    }
    Slice key = request.key();
    int length =
        KeyCodec.encode(
            request.table().keys(), key.buffer(), key.offset(), key.length(), call.key(), 0);
    if (length < 0) {
      mailbox.abandon(call);
      throw RequestException.validation(WRONG_KEY);
    }
    Route route = request.table().route(call.key().getLong(0, BIG_ENDIAN));
    call.readKey(route.partition(), length, request.projection());
    read(route, call);
  }

  /** Reads one page of the items of a partition key. */
  public void query(QueryRequest request, ReplyHandler handler) {
    Table table = request.table();
    byte[] resume = resume(table, request.index(), request.page().exclusiveStartKey());
    Bounds bounds = keyBounds.of(request.keys(), resume);
    byte[] lower = bounds.lower();
    List<Route> routes = table.routes(request.index());
    Route route =
        routes.get(HashRange.indexOf(lower == null ? 0 : KeyBounds.hashOf(lower), routes.size()));
    PageSpec page = page(table, request.index(), request.forward(), request.page());
    Call call = begin(new KeyTrimming(table, request.index(), handler));
    if (call != null) {
      call.readPage(route.partition(), bounds, page);
      read(route, call);
    }
  }

  /** Reads one page of the items of a segment of a table or index. */
  public void scan(ScanRequest request, ReplyHandler handler) {
    Table table = request.table();
    byte[] resume = resume(table, request.index(), request.page().exclusiveStartKey());
    int segments = request.totalSegments();
    long first = HashRange.start(request.segment(), segments);
    boolean last = request.segment() == segments - 1;
    long next = last ? 0 : HashRange.start(request.segment() + 1, segments);
    List<Route> routes = table.routes(request.index());
    long start = resume == null ? first : KeyBounds.hashOf(resume);
    ScanContinuation scan =
        new ScanContinuation(
            routes,
            HashRange.indexOf(start, routes.size()),
            last ? routes.size() - 1 : HashRange.indexOf(next - 1, routes.size()),
            KeyBounds.ofSegment(first, last, next, resume),
            page(table, request.index(), true, request.page()),
            new KeyTrimming(table, request.index(), handler));
    Call call = begin(scan);
    if (call != null) {
      scan.start(call);
    }
  }

  private static PageSpec page(
      Table table, @Nullable String index, boolean forward, PageRequest page) {
    return new PageSpec(
        table.localOrdinal(index),
        forward,
        page.limit(),
        page.filter(),
        page.projection(),
        page.allAttributes(),
        page.countOnly());
  }

  private byte @Nullable [] resume(Table table, @Nullable String index, @Nullable Slice startKey) {
    return startKey == null ? null : keyBounds.resume(table.entryKey(index), startKey);
  }

  private @Nullable Call begin(ReplyHandler handler) {
    Call call = mailbox.begin(handler);
    if (call == null) {
      Reply reply = new Reply();
      reply.refuse(ErrorCode.THROTTLING, BUSY);
      handler.onReply(reply);
    }
    return call;
  }

  /** Encodes the key and the header of a command, and finds where it goes. */
  private Route startCommand(byte type, Table table, Slice item, Call call) {
    KeySchema keys = table.keys();
    int length =
        KeyCodec.encode(
            keys, item.buffer(), item.offset(), item.length(), encoder.keyBuffer(), KEY_OFFSET);
    if (length < 0) {
      mailbox.abandon(call);
      throw RequestException.validation(WRONG_KEY);
    }
    Route route = table.route(encoder.keyBuffer().getLong(KEY_OFFSET, BIG_ENDIAN));
    encoder.begin(type, call.ticket(), route.partition(), clock.microTime(), length);
    return route;
  }

  private void offer(Route route, Call call) {
    switch (route.worker().offer(encoder.buffer(), 0, encoder.length())) {
      case ACCEPTED -> {}
      case FULL -> refuse(call, ErrorCode.THROTTLING, BUSY);
      case TOO_LARGE, NOT_LEADER, FAILED -> refuse(call, ErrorCode.INTERNAL_SERVER_ERROR, FAILED);
    }
  }

  private void read(Route route, Call call) {
    if (!route.worker().read(call)) {
      refuse(call, ErrorCode.THROTTLING, BUSY);
    }
  }

  private void refuse(Call call, ErrorCode code, String message) {
    call.reply().refuse(code, message);
    call.refused();
    mailbox.abandon(call);
  }

  /** Replaces the whole item that a full page ends with by its key attributes. */
  private record KeyTrimming(Table table, @Nullable String index, ReplyHandler handler)
      implements ReplyHandler {
    @Override
    public void onReply(Reply reply) {
      Slice last = reply.lastKey();
      if (last != null) {
        table.keyAttributes(index).trim(last, reply);
      }
      handler.onReply(reply);
    }
  }

  /** Leads the read of a page from partition to partition until it is full or all are read. */
  private final class ScanContinuation implements ReplyHandler {
    private final List<Route> routes;
    private final int lastRoute;
    private final Bounds bounds;
    private final PageSpec page;
    private final ReplyHandler handler;
    private int route;
    private @Nullable Call call;

    ScanContinuation(
        List<Route> routes,
        int firstRoute,
        int lastRoute,
        Bounds bounds,
        PageSpec page,
        ReplyHandler handler) {
      this.routes = routes;
      this.route = firstRoute;
      this.lastRoute = lastRoute;
      this.bounds = bounds;
      this.page = page;
      this.handler = handler;
    }

    void start(Call started) {
      call = started;
      started.readPage(routes.get(route).partition(), bounds, page);
      read(routes.get(route), started);
    }

    @Override
    public void onReply(Reply reply) {
      Call current = call;
      if (current == null
          || reply.error() != null
          || reply.lastKey() != null
          || route >= lastRoute) {
        handler.onReply(reply);
        return;
      }
      route++;
      Route next = routes.get(route);
      current.readPage(next.partition(), bounds, page);
      if (next.worker().read(current)) {
        current.keep();
      } else {
        reply.refuse(ErrorCode.THROTTLING, BUSY);
        handler.onReply(reply);
      }
    }
  }
}
