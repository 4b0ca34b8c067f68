package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.Partition;
import dev.stator.core.worker.Handover.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many turns of whom a partition is closed for; each turn by hand. */
class HandoverTest {
  private static final long FROM = 1;
  private static final long TO = 2;
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());

  private final MemoryFileStore store = new MemoryFileStore();
  private final Mailboxes mailboxes = new Mailboxes();
  private final PartitionWorker from = LooseWorker.owning(FROM, KEYS, store, mailboxes);
  private final PartitionWorker to = LooseWorker.owning(TO, KEYS, store, mailboxes);
  private final Routing routing = new Routing(Routes.equal(List.of(route(FROM, from))));
  private final Mailbox clients = mailboxes.open(64, task -> {});
  private final List<@Nullable ErrorCode> answers = new ArrayList<>();
  private int news;
  private final Handover handover =
      new Handover(
          new Handover.Origin(route(FROM, from), routing, null),
          IndexTarget.successors(TO, KEYS, Routes.equal(List.of(route(TO, to)))),
          mailboxes.open(8, task -> news++),
          () -> 1_000_000,
          () -> news++);

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  /** None of the workers has two turns where one is enough, and whoever drives it hears of it. */
  @Test
  void theSuccessorsAreReadyWithoutAnyTurnTooMany() {
    follow(10);
    put("last");

    handover.close();
    turn(from); // stores the last change, closes, and sends it
    turn(to); // opens, and takes it
    turn(from); // hears that it was taken, and asks where the other is
    news = 0;
    turn(to); // tells that
    assertThat(news).isPositive();
    handover.step();

    assertThat(handover.state()).isEqualTo(State.READY);
    assertThat(handover.end()).isEqualTo(partition(FROM, from).head());
    assertThat(handover.starts()).containsExactly(partition(TO, to).head());
    assertThat(handover.sequences()).containsExactly(partition(TO, to).state().sequence());
    assertThat(partition(TO, to).itemCount()).isEqualTo(11);
  }

  @Test
  void whatWasKeptGoesOnInTheTurnInWhichItIsLetGo() {
    follow(10);
    handover.close();
    put("kept");
    put("kept too");
    settle(State.READY);
    assertThat(answers).as("of the writes before").hasSize(10);
    routing.publish(Routes.equal(List.of(route(TO, to))));

    handover.complete();
    turn(from);
    handover.step();
    turn(to);
    clients.drain();

    assertThat(handover.state()).isEqualTo(State.COMPLETED);
    assertThat(handover.kept()).isEqualTo(2);
    assertThat(answers).hasSize(12).containsOnlyNulls();
    assertThat(partition(TO, to).itemCount()).isEqualTo(12);
  }

  @Test
  void canBeGivenUpWhileItIsClosed() {
    follow(3);
    handover.close();
    put("kept");
    turn(from);

    handover.giveUp();
    settle(State.GIVEN_UP);
    turn(from);
    turn(from);
    clients.drain();

    assertThat(partition(FROM, from).gate()).isEqualTo(Gate.OPEN);
    assertThat(partition(FROM, from).itemCount()).isEqualTo(4);
    assertThat(answers).hasSize(4).containsOnlyNulls();
  }

  /** What a worker that is held up has not answered is not near, though it was a moment ago. */
  @Test
  void isNotNearBeforeAllWorkersHaveAnsweredAnew() {
    follow(3);
    handover.lookAgain();
    assertThat(handover.isNear()).isFalse();

    handover.step();
    turn(from);
    handover.step();
    assertThat(handover.isNear()).isFalse();

    turn(to);
    handover.step();
    assertThat(handover.isAllSent()).isTrue();
  }

  /** Lets the successor have this many items, and everything. */
  private void follow(int items) {
    for (int i = 0; i < items; i++) {
      put("item" + i);
    }
    for (int i = 0; i < 20; i++) {
      turn(from);
      turn(to);
      handover.step();
      clients.drain();
    }
    assertThat(handover.isAllSent()).isTrue();
    assertThat(partition(TO, to).itemCount()).isEqualTo(items);
  }

  private void settle(State wanted) {
    for (int i = 0; i < 20 && handover.state() != wanted; i++) {
      turn(from);
      turn(to);
      handover.step();
      clients.drain();
    }
    assertThat(handover.state()).isEqualTo(wanted);
  }

  private static void turn(PartitionWorker worker) {
    worker.doWork();
  }

  private void put(String pk) {
    Call call = Objects.requireNonNull(clients.begin(reply -> answers.add(reply.error())));
    ExpandableArrayBuffer item = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    writer.name("pk");
    writer.string(pk);
    int length = writer.position();
    CommandEncoder encoder = new CommandEncoder();
    int keyLength =
        KeyCodec.encode(KEYS, item, 0, length, encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    encoder
        .begin(CommandDescriptor.PUT, call.ticket(), FROM, 1, keyLength)
        .item(item, 0, length, ItemScanner.size(item, 0, length));
    from.offer(encoder.buffer(), 0, encoder.length());
  }

  private static Partition partition(long id, PartitionWorker worker) {
    return Objects.requireNonNull(worker.partition(id));
  }

  private static Route route(long id, PartitionWorker worker) {
    return new Route(id, worker, partition(id, worker));
  }
}
