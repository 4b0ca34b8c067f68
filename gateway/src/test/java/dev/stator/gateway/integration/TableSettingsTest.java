package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.TableClass;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** Settings that are kept and returned, and the rules of changing them. */
@ExtendWith(SharedServer.class)
class TableSettingsTest {
  private final DynamoDbClient client;

  TableSettingsTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void aNewTableHasTheSettingsOfItsRequest() {
    var request =
        NewTable.named("settings-created", "pk:S").request().toBuilder()
            .deletionProtectionEnabled(true)
            .tableClass(TableClass.STANDARD_INFREQUENT_ACCESS)
            .sseSpecification(sse -> sse.enabled(true).sseType(SSEType.KMS))
            .onDemandThroughput(most -> most.maxReadRequestUnits(7L).maxWriteRequestUnits(-1L))
            .warmThroughput(warm -> warm.readUnitsPerSecond(13_000L).writeUnitsPerSecond(5_000L))
            .build();
    client.createTable(request);
    NewTable.awaitActive(client, "settings-created");

    TableDescription table = describe("settings-created");

    assertThat(table.deletionProtectionEnabled()).isTrue();
    assertThat(table.tableClassSummary().tableClass())
        .isEqualTo(TableClass.STANDARD_INFREQUENT_ACCESS);
    assertThat(table.sseDescription().sseType()).isEqualTo(SSEType.KMS);
    assertThat(table.onDemandThroughput().maxReadRequestUnits()).isEqualTo(7);
    assertThat(table.onDemandThroughput().maxWriteRequestUnits()).isEqualTo(-1);
    assertThat(table.warmThroughput().readUnitsPerSecond()).isEqualTo(13_000);
    assertThat(table.warmThroughput().writeUnitsPerSecond()).isEqualTo(5_000);
  }

  @Test
  void aProtectedTableIsNotDeleted() {
    String table = NewTable.named("settings-protected", "pk:S").createWith(client);
    update(table, request -> request.deletionProtectionEnabled(true));

    assertThatThrownBy(() -> client.deleteTable(request -> request.tableName(table)))
        .hasMessageContaining("currently protected against deletion");
    update(table, request -> request.deletionProtectionEnabled(false));
    client.deleteTable(request -> request.tableName(table));
    NewTable.awaitGone(client, table);
  }

  @Test
  void throughputIsRaisedAndLoweredAndCounted() {
    String table = provisioned("settings-throughput", 5, 5);

    update(table, request -> request.provisionedThroughput(units(7, 5)));
    update(table, request -> request.provisionedThroughput(units(6, 5)));

    var throughput = describe(table).provisionedThroughput();
    assertThat(throughput.readCapacityUnits()).isEqualTo(6);
    assertThat(throughput.numberOfDecreasesToday()).isEqualTo(1);
    assertThat(throughput.lastIncreaseDateTime()).isBefore(throughput.lastDecreaseDateTime());
    assertThatThrownBy(() -> update(table, request -> request.provisionedThroughput(units(6, 5))))
        .hasMessageContaining(
            "The provisioned throughput for the table will not change. The requested value equals"
                + " the current value. Current ReadCapacityUnits provisioned for the table: 6.");
    assertThatThrownBy(
            () ->
                update(
                    table, request -> request.provisionedThroughput(units(1_000_000_000_001L, 5))))
        .hasMessageContaining("Given value 1000000000001 for ReadCapacityUnits is out of bounds");
    assertThatThrownBy(() -> update(table, request -> request.provisionedThroughput(units(0, 5))))
        .hasMessageContaining("greater than or equal to 1");
  }

  @Test
  void theBillingModeIsSwitchedBothWays() {
    String table = provisioned("settings-billing", 5, 5);

    update(table, request -> request.billingMode(BillingMode.PAY_PER_REQUEST));
    assertThat(describe(table).billingModeSummary().billingMode())
        .isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(describe(table).provisionedThroughput().readCapacityUnits()).isZero();
    assertThatThrownBy(() -> update(table, request -> request.billingMode(BillingMode.PROVISIONED)))
        .hasMessageContaining("ProvisionedThroughput must be specified when BillingMode is");
    update(
        table,
        request -> request.billingMode(BillingMode.PROVISIONED).provisionedThroughput(units(3, 3)));
    assertThat(describe(table).provisionedThroughput().writeCapacityUnits()).isEqualTo(3);
  }

  @Test
  void aMaximumOnDemandIsSetAndRemoved() {
    String table = NewTable.named("settings-maximum", "pk:S").createWith(client);

    update(table, request -> request.onDemandThroughput(most -> most.maxReadRequestUnits(9L)));
    assertThat(describe(table).onDemandThroughput().maxReadRequestUnits()).isEqualTo(9);
    update(table, request -> request.onDemandThroughput(most -> most.maxReadRequestUnits(-1L)));
    assertThat(describe(table).onDemandThroughput()).isNull();
    assertThatThrownBy(
            () ->
                update(
                    table,
                    request -> request.onDemandThroughput(most -> most.maxReadRequestUnits(0L))))
        .hasMessageContaining(
            "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid");
  }

  @Test
  void warmThroughputIsNeverLowered() {
    String table = NewTable.named("settings-warm", "pk:S").createWith(client);

    update(table, request -> request.warmThroughput(warm -> warm.readUnitsPerSecond(15_000L)));
    assertThat(describe(table).warmThroughput().readUnitsPerSecond()).isEqualTo(15_000);
    assertThat(describe(table).warmThroughput().writeUnitsPerSecond()).isEqualTo(4_000);
    assertThatThrownBy(
            () ->
                update(
                    table,
                    request -> request.warmThroughput(warm -> warm.readUnitsPerSecond(14_999L))))
        .hasMessageContaining(
            "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current");
    assertThatThrownBy(
            () ->
                update(
                    table,
                    request -> request.warmThroughput(warm -> warm.writeUnitsPerSecond(3_999L))))
        .hasMessageContaining(
            "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than current");
  }

  @Test
  void theTableClassIsChanged() {
    String table = NewTable.named("settings-class", "pk:S").createWith(client);

    update(table, request -> request.tableClass(TableClass.STANDARD_INFREQUENT_ACCESS));

    assertThat(describe(table).tableClassSummary().tableClass())
        .isEqualTo(TableClass.STANDARD_INFREQUENT_ACCESS);
  }

  private String provisioned(String name, long read, long write) {
    client.createTable(
        NewTable.named(name, "pk:S").request().toBuilder()
            .billingMode(BillingMode.PROVISIONED)
            .provisionedThroughput(units(read, write))
            .build());
    NewTable.awaitActive(client, name);
    return name;
  }

  private static Consumer<ProvisionedThroughput.Builder> units(long read, long write) {
    return throughput -> throughput.readCapacityUnits(read).writeCapacityUnits(write);
  }

  private void update(String table, Consumer<UpdateTableRequest.Builder> change) {
    client.updateTable(
        request -> {
          request.tableName(table);
          change.accept(request);
        });
    NewTable.awaitActive(client, table);
  }

  private TableDescription describe(String table) {
    return client.describeTable(request -> request.tableName(table)).table();
  }
}
