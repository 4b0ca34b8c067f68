package dev.stator.loadgen.workload;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.key.KeyChooser;
import dev.stator.loadgen.key.KeySpace;
import java.util.SplittableRandom;

/**
 * The requests of a mix, one call after the other: chooses operation and items, writes the bodies,
 * judges the answers. For one thread.
 */
public final class Requests implements CallSource {
  private static final int MAX_ATTEMPTS = 10;
  private static final int MAX_PAUSE_DOUBLINGS = 6;
  private static final long FIRST_PAUSE_NS = 10_000_000;

  private final Mix mix;
  private final TableLayout layout;
  private final RequestOptions options;
  private final KeySpace space;
  private final KeyChooser keys;
  private final Items items;
  private final RequestBodies bodies;
  private final AnswerReader reader;
  private final SplittableRandom random;
  private final boolean missingIsFine;

  public Requests(
      Mix mix,
      TableLayout layout,
      RequestOptions options,
      KeySpace space,
      KeyChooser keys,
      Items items,
      long seed) {
    this.mix = mix;
    this.layout = layout;
    this.options = options;
    this.space = space;
    this.keys = keys;
    this.items = items;
    this.bodies = new RequestBodies(layout, items, options.consumedCapacity());
    this.reader = new AnswerReader();
    this.random = new SplittableRandom(seed);
    this.missingIsFine = mix.contains(OperationType.DELETE);
  }

  @Override
  public boolean begin(Call call, long nowNs) {
    OperationType type = mix.choose(random);
    call.begin(type, type == OperationType.INSERT ? space.reserve() : keys.next(nowNs));
    call.size = items.size(call.numbers[0]);
    write(call, nowNs);
    return true;
  }

  private void write(Call call, long nowNs) {
    BodyWriter body = call.body;
    long number = call.numbers[0];
    switch (call.type) {
      case GET, READ_MODIFY_WRITE -> {
        call.readUnits = Units.ofRead(call.size, false);
        bodies.get(body, number, false);
      }
      case GET_STRONG -> {
        call.readUnits = Units.ofRead(call.size, true);
        bodies.get(body, number, true);
      }
      case PUT, INSERT -> {
        countWrite(call, 1);
        bodies.put(body, number, random.nextInt());
      }
      case UPDATE -> {
        countWrite(call, 1);
        bodies.update(body, number, random.nextInt(layout.fields()), random.nextInt());
      }
      case PUT_IF -> {
        countWrite(call, 1);
        call.conditionHolds = random.nextDouble() >= options.conditionFailures();
        bodies.putIf(body, number, random.nextInt(), call.conditionHolds);
      }
      case DELETE -> {
        countWrite(call, 1);
        bodies.delete(body, number);
      }
      case QUERY, QUERY_GLOBAL, QUERY_LOCAL, SCAN -> writePage(call);
      case BATCH_GET, BATCH_WRITE, TRANSACT_GET, TRANSACT_WRITE -> writeMany(call, nowNs);
      case SQL -> {
        call.readUnits = Units.ofRead(call.size, false);
        bodies.sql(body, number);
      }
    }
  }

  private void countWrite(Call call, int times) {
    call.writeUnits += times * Units.ofWrite(call.size);
    if (layout.globalIndex()) {
      call.indexWriteUnits += times * Units.ofWrite(call.size);
    }
  }

  private void writePage(Call call) {
    long number = call.numbers[0];
    int most = Math.min(options.limit(), longestPage(call.type));
    int limit = call.type == OperationType.SCAN ? most : 1 + random.nextInt(most);
    long left = space.count() - number;
    call.readUnits = Units.ofRead((long) call.size * Math.min(limit, Math.max(1, left)), false);
    switch (call.type) {
      case QUERY_GLOBAL -> bodies.queryGlobal(call.body, number, limit);
      case QUERY_LOCAL -> bodies.queryLocal(call.body, number, limit);
      case SCAN -> bodies.scan(call.body, number, limit);
      default -> bodies.query(call.body, number, limit);
    }
  }

  private int longestPage(OperationType type) {
    return switch (type) {
      case QUERY_GLOBAL -> TableLayout.GLOBAL_GROUP;
      case SCAN -> Integer.MAX_VALUE;
      default -> layout.group();
    };
  }

  private void writeMany(Call call, long nowNs) {
    int wanted = (int) Math.min(options.batch(), space.count());
    call.readUnits = 0;
    call.count = 0;
    for (int tries = 0; call.count < wanted && tries < 10 * wanted; tries++) {
      addUnlessThere(call, tries == 0 ? call.numbers[0] : keys.next(nowNs));
    }
    BodyWriter body = call.body;
    switch (call.type) {
      case BATCH_GET -> bodies.batchGet(body, call.numbers, call.count);
      case BATCH_WRITE -> bodies.batchWrite(body, call.numbers, call.count, random.nextInt());
      case TRANSACT_GET -> bodies.transactGet(body, call.numbers, call.count);
      default -> bodies.transactWrite(body, call.numbers, call.count, random.nextInt());
    }
  }

  /** A batch and a transaction name each item once. */
  private void addUnlessThere(Call call, long number) {
    for (int i = 0; i < call.count; i++) {
      if (call.numbers[i] == number) {
        return;
      }
    }
    call.numbers[call.count++] = number;
    call.size = items.size(number);
    switch (call.type) {
      case BATCH_GET -> call.readUnits += Units.ofRead(call.size, false);
      case TRANSACT_GET -> call.readUnits += 2 * Units.ofRead(call.size, true);
      case BATCH_WRITE -> countWrite(call, 1);
      default -> countWrite(call, 2);
    }
  }

  @Override
  public boolean onAnswer(Call call, Answer answer) {
    call.outcome = answer.isSuccess() ? contents(call, answer) : reader.refusal(call, answer);
    boolean goesOn = call.outcome == Outcome.OK && goesOn(call, answer);
    if (!goesOn && call.type == OperationType.INSERT) {
      endInsert(call);
    }
    return goesOn;
  }

  @Override
  public void onLost(Call call, Outcome outcome) {
    call.outcome = outcome;
    if (call.type == OperationType.INSERT) {
      endInsert(call);
    }
  }

  private void endInsert(Call call) {
    if (call.outcome == Outcome.OK) {
      space.acknowledge(call.numbers[0]);
    } else {
      space.fail(call.numbers[0]);
    }
  }

  private Outcome contents(Call call, Answer answer) {
    return switch (call.type) {
      case GET, GET_STRONG, SQL -> item(call, answer);
      case READ_MODIFY_WRITE -> call.step == 0 ? item(call, answer) : Outcome.OK;
      case QUERY, QUERY_GLOBAL, QUERY_LOCAL ->
          missingIsFine || reader.count(answer) > 0 ? Outcome.OK : Outcome.MISSING;
      case PUT_IF -> call.conditionHolds ? Outcome.OK : Outcome.CORRUPT;
      case PUT,
          INSERT,
          UPDATE,
          DELETE,
          SCAN,
          BATCH_GET,
          BATCH_WRITE,
          TRANSACT_GET,
          TRANSACT_WRITE ->
          Outcome.OK;
    };
  }

  private Outcome item(Call call, Answer answer) {
    if (!reader.hasItem(answer)) {
      return missingIsFine ? Outcome.OK : Outcome.MISSING;
    }
    return !options.checkContents() || items.isWhole(answer, call.numbers[0])
        ? Outcome.OK
        : Outcome.CORRUPT;
  }

  private boolean goesOn(Call call, Answer answer) {
    return switch (call.type) {
      case READ_MODIFY_WRITE -> modify(call);
      case BATCH_GET, BATCH_WRITE -> sendUnprocessed(call, answer);
      case GET,
          GET_STRONG,
          PUT,
          INSERT,
          UPDATE,
          PUT_IF,
          DELETE,
          QUERY,
          QUERY_GLOBAL,
          QUERY_LOCAL,
          SCAN,
          TRANSACT_GET,
          TRANSACT_WRITE,
          SQL ->
          false;
    };
  }

  private boolean modify(Call call) {
    if (call.step == 1) {
      return false;
    }
    call.step = 1;
    call.request = OperationType.UPDATE.wireName();
    countWrite(call, 1);
    bodies.update(call.body, call.numbers[0], random.nextInt(layout.fields()), random.nextInt());
    return true;
  }

  private boolean sendUnprocessed(Call call, Answer answer) {
    if (!reader.findUnprocessed(answer)) {
      return false;
    }
    if (++call.attempts >= MAX_ATTEMPTS) {
      call.outcome = Outcome.THROTTLED;
      return false;
    }
    call.pauseNs = FIRST_PAUSE_NS << Math.min(call.attempts - 1, MAX_PAUSE_DOUBLINGS);
    bodies.batchAgain(
        call.body, answer.bytes(), reader.unprocessedOffset(), reader.unprocessedLength());
    return true;
  }
}
