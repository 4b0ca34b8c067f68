package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.RequestException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.ChangeRead;
import dev.stator.core.partition.PageSpec;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.throughput.Direction;
import dev.stator.core.throughput.Throttle;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.HashRange;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one thread: hands each to the worker that owns its partition and delivers the
 * reply on the same thread. Never blocks; what cannot be taken now is refused with a throttling
 * error.
 *
 * <p>A session is used by one thread only, the one its executor runs tasks on.
 */
public final class Session {
  static final String WRONG_KEY = "The provided key element does not match the schema";

  /** Bytes. */
  private static final int SHORT_COMMAND = 2048;

  private final Mailbox mailbox;
  private final EpochMicroClock clock;
  private final RequestEncoder requests;
  private final TransactionWriter transactionWriter;
  private final TransactionReader transactionReader;
  private final KeyBounds keyBounds = new KeyBounds();
  private final Metering metering;
  private final UnsafeBuffer pageKey = new UnsafeBuffer(0, 0);

  Session(Mailbox mailbox, EpochMicroClock clock, Ledger ledger, Metering metering) {
    this.mailbox = mailbox;
    this.metering = metering;
    this.clock = clock;
    this.requests = new RequestEncoder(clock);
    this.transactionWriter = new TransactionWriter(mailbox, ledger, requests, clock, metering);
    this.transactionReader = new TransactionReader(mailbox, metering);
  }

  /** Puts an item. */
  public void put(PutRequest request, ReplyHandler handler) {
    write(request, handler);
  }

  /** Updates an item, or creates it. */
  public void update(UpdateRequest request, ReplyHandler handler) {
    write(request, handler);
  }

  /** Deletes an item. */
  public void delete(DeleteRequest request, ReplyHandler handler) {
    write(request, handler);
  }

  private void write(WriteRequest request, ReplyHandler handler) {
    Metered metered = metering.begin(request.table(), Direction.WRITE, handler);
    Call call = begin(metered);
    if (call == null) {
      return;
    }
    Route route = requests.encode(request, call.ticket());
    if (route == null) {
      throw wrongKey(call, metered);
    }
    DirectBuffer command = requests.buffer();
    metered.write(request, request.table().meters().of(requests.hash()));
    Throttle throttle = metered.admit(command, CommandEncoder.KEY_OFFSET, requests.keyLength());
    if (throttle == null) {
      offer(route, call);
    } else {
      refuse(call, throttle);
    }
  }

  /**
   * Carries out all writes or none of them. The reply has a part for each; its own error is
   * TRANSACTION_CANCELED when nothing was written because of what the parts say.
   *
   * @throws RequestException when two writes are of one item, or a key does not match its table
   */
  public void transactWrite(TransactionRequest request, ReplyHandler handler) {
    transactionWriter.write(request, handler);
  }

  /**
   * Reads items as they are at one moment. The reply has a part for each; its own error is
   * TRANSACTION_CANCELED when transactions or other writes are under way on items.
   *
   * @throws RequestException when a key does not match its table
   */
  public void transactGet(List<GetRequest> requests, ReplyHandler handler) {
    transactionReader.read(requests, handler);
  }

  /** Reads an item. */
  public void get(GetRequest request, ReplyHandler handler) {
    Metered metered = metering.begin(request.table(), Direction.READ, handler);
    Call call = begin(metered);
    if (call == null) {
      return;
    }
    Slice key = request.key();
    int length =
        KeyCodec.encode(
            request.table().keys(), key.buffer(), key.offset(), key.length(), call.key(), 0);
    if (length < 0) {
      throw wrongKey(call, metered);
    }
    long hash = call.key().getLong(0, BIG_ENDIAN);
    metered.get(request.table().meters().of(hash), request.consistent());
    Throttle throttle = metered.admit(call.key(), 0, length);
    if (throttle != null) {
      refuse(call, throttle);
      return;
    }
    Route route = request.table().route(hash);
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
    int place = HashRange.indexOf(lower == null ? 0 : KeyBounds.hashOf(lower), routes.size());
    Route route = routes.get(place);
    PageSpec page = page(table, request.index(), request.forward(), request.page());
    Metered metered =
        metering.begin(table, Direction.READ, new KeyTrimming(table, request.index(), handler));
    Call call = begin(metered);
    if (call != null) {
      metered.page(
          request.index(), table.meters().of(request.index(), place), request.page().consistent());
      Throttle throttle = admitPage(metered, lower);
      if (throttle == null) {
        call.readPage(route.partition(), bounds, page);
        read(route, call);
      } else {
        refuse(call, throttle);
      }
    }
  }

  /** Admits the read of a page that begins at this key. */
  private @Nullable Throttle admitPage(Metered metered, byte @Nullable [] lower) {
    if (lower == null) {
      return metered.admit(pageKey, 0, 0);
    }
    pageKey.wrap(lower);
    return metered.admit(pageKey, 0, lower.length);
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
    int place = HashRange.indexOf(start, routes.size());
    Metered metered =
        metering.begin(table, Direction.READ, new KeyTrimming(table, request.index(), handler));
    metered.page(
        request.index(), table.meters().of(request.index(), place), request.page().consistent());
    ScanContinuation scan =
        new ScanContinuation(
            request,
            routes,
            place,
            last ? routes.size() - 1 : HashRange.indexOf(next - 1, routes.size()),
            KeyBounds.ofSegment(first, last, next, resume),
            page(table, request.index(), true, request.page()),
            metered);
    Call call = begin(metered, scan);
    if (call == null) {
      return;
    }
    Throttle throttle = admitPage(metered, null);
    if (throttle == null) {
      scan.start(call);
    } else {
      refuse(call, throttle);
    }
  }

  /** Reads or finds changes in a shard of a stream. */
  public void changes(ChangesRequest request, ReplyHandler handler) {
    Route route = request.stream().table().routeOf(request.shard().partition());
    Call call = begin(handler);
    if (call != null) {
      call.readChanges(route.partition(), changeRead(request));
      read(route, call);
    }
  }

  private ChangeRead changeRead(ChangesRequest request) {
    long retentionMicros = TimeUnit.MILLISECONDS.toMicros(ChangeStream.RETENTION_MS);
    ChangeRead.Range range =
        new ChangeRead.Range(
            request.shard().start(), request.shard().end(), clock.microTime() - retentionMicros);
    return switch (request) {
      case ChangesRequest.Page page ->
          new ChangeRead.Page(
              range,
              page.position(),
              page.skipsTrimmed(),
              page.limit(),
              page.stream().stream().view());
      case ChangesRequest.Latest _ -> new ChangeRead.SeekLatest(range);
      case ChangesRequest.Change change ->
          new ChangeRead.SeekChange(range, change.location(), change.after());
    };
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

  private @Nullable Call begin(Metered metered) {
    return begin(metered, metered);
  }

  /** A call for the request, or null when it was refused. */
  private @Nullable Call begin(Metered metered, ReplyHandler handler) {
    if (metered.mayCall()) {
      return begin(handler);
    }
    refuse(handler);
    return null;
  }

  private @Nullable Call begin(ReplyHandler handler) {
    Call call = mailbox.begin(handler);
    if (call == null) {
      refuse(handler);
    }
    return call;
  }

  private static void refuse(ReplyHandler handler) {
    Reply reply = new Reply();
    Refusal.BUSY.writeTo(reply);
    handler.onReply(reply);
  }

  /** Ends what was begun for a request with a key that does not match its table. */
  private RequestException wrongKey(Call call, Metered metered) {
    mailbox.abandon(call);
    metered.end();
    return RequestException.validation(WRONG_KEY);
  }

  private void offer(Route route, Call call) {
    PartitionWorker worker = route.worker();
    CommandLog.Offer offer = route.enqueue(requests.buffer(), 0, requests.length());
    if (offer != CommandLog.Offer.ACCEPTED) {
      worker.signal();
      refuse(call, Refusal.of(offer));
    } else if (requests.length() > SHORT_COMMAND) {
      worker.signal(); // many long ones would fill the ring before it is looked at
    } else {
      mailbox.signalSoon(worker);
    }
  }

  private void read(Route route, Call call) {
    if (!route.worker().read(call)) {
      refuse(call, Refusal.BUSY);
    }
  }

  private void refuse(Call call, Throttle throttle) {
    call.reply().refuse(throttle);
    call.refused();
    mailbox.abandon(call);
  }

  private void refuse(Call call, Refusal refusal) {
    refusal.writeTo(call.reply());
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
    private final Metered handler;
    private final ScanRequest request;
    private int route;
    private @Nullable Call call;

    ScanContinuation(
        ScanRequest request,
        List<Route> routes,
        int firstRoute,
        int lastRoute,
        Bounds bounds,
        PageSpec page,
        Metered handler) {
      this.request = request;
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
      handler.goOn(reply.evaluatedSize(), request.table().meters().of(request.index(), route));
      Route next = routes.get(route);
      current.readPage(next.partition(), bounds, page);
      if (next.worker().read(current)) {
        current.keep();
      } else {
        Refusal.BUSY.writeTo(reply);
        handler.onReply(reply);
      }
    }
  }
}
