package dev.stator.gateway.partiql;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.codec.Slice;
import dev.stator.core.engine.PageRequest;
import dev.stator.core.engine.QueryRequest;
import dev.stator.core.engine.ScanRequest;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.model.Limits;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.gateway.operation.CapacityDetail;
import dev.stator.gateway.operation.ConsumedCapacity;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Items;
import dev.stator.gateway.operation.PageSource;
import dev.stator.gateway.partiql.NextToken.Place;
import dev.stator.gateway.partiql.ReadPlan.Step;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Reads one page of a SELECT and answers with it: step after step until the page is full, by the
 * number of items or by their size.
 */
final class PageExecution {
  private final Exchange exchange;
  private final ReadPlan plan;
  private final ReadOptions options;
  private final NextToken tokens;
  private final ConsumedCapacity capacity;
  private final List<DirectBuffer> earlier = new ArrayList<>(0);
  private int step;
  private int evaluated;
  private long evaluatedSize;

  PageExecution(Exchange exchange, ReadPlan plan, ReadOptions options, NextToken tokens) {
    this.exchange = exchange;
    this.plan = plan;
    this.options = options;
    this.tokens = tokens;
    this.capacity = new ConsumedCapacity(plan.tableName());
  }

  /**
   * Options of a SELECT that are no part of the statement.
   *
   * @param limit how many items may be evaluated
   */
  record ReadOptions(int limit, boolean consistent, CapacityDetail capacity) {}

  void start(@Nullable Place place) {
    if (plan.steps().isEmpty()) {
      answer(null, null);
      return;
    }
    step = place == null ? 0 : place.step();
    readStep(place == null ? null : place.key());
  }

  private void readStep(@Nullable Slice startKey) {
    Step current = plan.steps().get(step);
    PageRequest page =
        new PageRequest(
            options.limit - evaluated,
            startKey,
            current.filter(),
            plan.columns().attributes(),
            plan.wholeItems(),
            false,
            options.consistent);
    PageSource source = plan.source();
    ReplyHandler handler = exchange.guard(this::onReply);
    KeyCondition keys = current.keys();
    if (keys == null) {
      exchange.session().scan(new ScanRequest(source.table(), source.index(), 0, 1, page), handler);
    } else {
      exchange
          .session()
          .query(
              new QueryRequest(source.table(), source.index(), keys, plan.forward(), page),
              handler);
    }
  }

  private void onReply(Reply reply) {
    if (reply.error() != null) {
      exchange.fail(reply);
      return;
    }
    charge(reply);
    evaluated += reply.scannedCount();
    evaluatedSize += reply.evaluatedSize();
    Slice lastKey = reply.lastKey();
    if (lastKey != null) {
      answer(reply, new Place(step, lastKey));
    } else if (step == plan.steps().size() - 1) {
      answer(reply, null);
    } else if (evaluated >= options.limit || evaluatedSize >= Limits.MAX_PAGE_SIZE) {
      answer(reply, new Place(step + 1, null));
    } else {
      keep(reply);
      step++;
      exchange.execute(() -> readStep(null));
    }
  }

  private void charge(Reply reply) {
    double units = CapacityUnits.read(reply.evaluatedSize(), options.consistent);
    String index = plan.source().index();
    if (index == null) {
      capacity.addTable(units);
    } else if (plan.source().kind() == PageSource.Kind.GLOBAL_INDEX) {
      capacity.addGlobalIndex(index, units);
    } else {
      capacity.addLocalIndex(index, units);
      capacity.addTable(CapacityUnits.ofBlocks(reply.fetchedUnits(), options.consistent));
    }
  }

  private void keep(Reply reply) {
    if (reply.pageLength() > 0) {
      byte[] page = new byte[reply.pageLength()];
      reply.buffer().getBytes(0, page);
      earlier.add(new UnsafeBuffer(page));
    }
  }

  private void answer(@Nullable Reply last, @Nullable Place place) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Items");
      for (DirectBuffer page : earlier) {
        writeItems(json, page, page.capacity());
      }
      if (last != null) {
        writeItems(json, last.buffer(), last.pageLength());
      }
      json.writeEndArray();
      if (place != null) {
        json.writeStringProperty("NextToken", tokens.encode(plan, place));
        Slice key = place.key();
        if (key != null) {
          Items.writeProperty(json, "LastEvaluatedKey", key);
        }
      }
      if (options.capacity != CapacityDetail.NONE) {
        json.writeName("ConsumedCapacity");
        capacity.write(json, options.capacity);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private void writeItems(JsonGenerator json, DirectBuffer page, int end) {
    int position = 0;
    while (position < end) {
      int length = page.getInt(position, LITTLE_ENDIAN);
      position += Integer.BYTES;
      Items.write(json, plan.columns().of(new Slice(page, position, length)));
      position += length;
    }
  }
}
