package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.throughput.PartitionMeter;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.core.throughput.ThrottlingReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeteringTest {
  private static final int SESSION_CAPACITY = 8;

  private final Engine engine =
      Engine.open(
          EngineConfig.inMemory()
              .withSizes(
                  EngineSizes.standard().withWorkers(2).withCapacities(SESSION_CAPACITY, 16)));
  private final Bank bank = new Bank(engine);

  @AfterEach
  void close() {
    bank.close();
    engine.close();
  }

  @Test
  void countsWhatTableAndPartitionsConsume() {
    bank.found(20); // 20 puts
    bank.transfer(1, 2, 10); // two writes in a transaction: 4 units
    bank.balance(3); // half a unit

    ResourceThroughput meters = bank.table().throughput().table();
    assertThat(meters.writes().consumedHalves()).isEqualTo(2 * (20 + 4));
    assertThat(meters.reads().consumedHalves()).isEqualTo(1);
    assertThat(sumOfPartitions(meters)).isEqualTo(2 * (20 + 4));
    assertThat(meters.partitions())
        .allSatisfy(p -> assertThat(p.writes().consumedHalves()).isPositive());
  }

  /** 40 items in four partitions have less than 4 KB together: the scan costs half a unit. */
  @Test
  void aScanIsCountedOnceAndInThePartitionsItCameTo() {
    bank.found(40);

    CompletableFuture<Integer> items = new CompletableFuture<>();
    bank.send(
        new ScanRequest(
            bank.table(), null, 0, 1, new PageRequest(100, null, null, null, false, false)),
        Session::scan,
        reply -> items.complete(reply.scannedCount()));

    assertThat(items.join()).isEqualTo(40);
    ResourceThroughput meters = bank.table().throughput().table();
    assertThat(meters.reads().consumedHalves()).isOne();
    assertThat(meters.partitions().stream().mapToLong(p -> p.reads().consumedHalves()).sum())
        .isOne();
  }

  @Test
  void aFailedWriteOfATransactionIsCountedAsItWasAdmitted() {
    bank.found(2);
    long before = bank.table().throughput().table().writes().consumedHalves();

    assertThat(bank.transfer(0, 1, 1000).isDone()).isFalse();

    assertThat(bank.table().throughput().table().writes().consumedHalves() - before)
        .isEqualTo(2 * 4);
  }

  @Test
  void whatTheDatabaseDoesByItselfCostsNothing() throws InterruptedException {
    bank.createTable();
    provision(1);
    BulkWriter writer = engine.openBulkWriter();
    for (int account = 0; account < 1000; account++) {
      writer.put(bank.table(), Bank.item(account, 100), 20);
    }
    writer.await();

    assertThat(bank.table().itemCount()).isEqualTo(1000);
    assertThat(bank.table().throughput().table().writes().consumedHalves()).isZero();
  }

  @Test
  void aThrottledRequestIsNotCarriedOut() {
    bank.createTable();
    provision(1);
    bank.table().throughput().table().writes().take(2 * 300, System.nanoTime());
    bank.table().throughput().table().writes().take(2 * 300, System.nanoTime());

    assertThatThrownBy(() -> bank.put(1, 100))
        .isInstanceOfSatisfying(
            RequestException.class,
            refusal ->
                assertThat(refusal.code()).isEqualTo(ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED));
    assertThat(bank.balance(1)).isEqualTo(-1);
  }

  @Test
  void aBusyMachineSaysSoWithTheTable() {
    bank.found(1);
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>(); // run when the test likes
    Session session = engine.openSession(tasks::add);
    List<ThrottlingReason> refused = new ArrayList<>();
    Queue<ErrorCode> errors = new ArrayDeque<>();
    int[] answered = new int[1];
    for (int i = 0; i < SESSION_CAPACITY; i++) {
      session.put(
          new PutRequest(bank.table(), Bank.item(i, 1), 20, null, 0),
          reply -> {
            if (reply.throttle() == null) {
              answered[0]++;
            } else {
              refused.add(reply.throttle().reason());
              errors.add(reply.error());
            }
          });
    }

    assertThat(refused)
        .as("half of the calls are for tables that come later")
        .hasSize(SESSION_CAPACITY / 2)
        .containsOnly(ThrottlingReason.TABLE_WRITE_KEY_RANGE_THROUGHPUT);
    assertThat(errors).containsOnly(ErrorCode.THROTTLING);
    EngineDriver.await(
        () -> {
          Runnable task = tasks.poll();
          if (task != null) {
            task.run();
          }
          return answered[0] == SESSION_CAPACITY / 2;
        });
  }

  private void provision(long units) {
    engine.updateTable("accounts", definition -> provisioned(definition, units)).join();
    EngineDriver.await(
        () ->
            bank.table().definition().status() == TableStatus.ACTIVE
                && bank.table().throughput().table().writes().isLimited());
  }

  private static TableDefinition provisioned(TableDefinition table, long units) {
    return new TableDefinition(
        table.name(),
        table.id(),
        table.createdMs(),
        table.status(),
        table.schema(),
        new TableCapacity(
            BillingMode.PROVISIONED, new Throughput(units, units), null, null, 0, 0, 0, 0),
        table.options());
  }

  private static long sumOfPartitions(ResourceThroughput meters) {
    long sum = 0;
    for (PartitionMeter partition : meters.partitions()) {
      sum += partition.writes().consumedHalves();
    }
    return sum;
  }
}
