package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.core.model.TableOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The policies of streams stay with the streams. */
class ReadableStreamsTest {
  private static final ResourcePolicy FIRST = new ResourcePolicy("{\"first\":1}", "1");
  private static final ResourcePolicy SECOND = new ResourcePolicy("{\"second\":2}", "2");

  private final EngineConfig config =
      EngineConfig.inMemory()
          .withStore(new KilledFileStore())
          .withDurability(new Durability.Sync());

  @Test
  void aPolicyStaysWithItsStreamThroughRestartsAndTheEndOfTheTable() {
    String label;
    try (EngineDriver driver = new EngineDriver(config)) {
      label = createTableWithStream(driver);
      assertThat(policy(driver, label)).isNull();
      assertThat(change(driver, label, FIRST).policy()).isEqualTo(FIRST);
      stream(driver, null);
      assertThat(policy(driver, label)).isEqualTo(FIRST);
      stream(driver, "KEYS_ONLY");
      assertThat(driver.engine().streams())
          .extracting(stream -> stream.stream().policy())
          .containsExactly(FIRST, null);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(policy(driver, label)).isEqualTo(FIRST);
      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);
      EngineDriver.await(() -> driver.engine().streams().size() == 2);
      createTableWithStream(driver); // another of the same name
      assertThat(policy(driver, label)).isEqualTo(FIRST);
      change(driver, label, SECOND);
      assertThat(policy(driver, label)).isEqualTo(SECOND);
    }
    try (EngineDriver driver = new EngineDriver(config)) {
      assertThat(policy(driver, label)).isEqualTo(SECOND);
      assertThat(change(driver, label, null).policy()).isNull();
      assertThat(policy(driver, label)).isNull();
    }
  }

  @Test
  void thereIsNoPolicyOfAStreamThatIsNotThere() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();

      assertThatThrownBy(() -> change(driver, "2026-01-01T00:00:00.000", FIRST))
          .hasCauseInstanceOf(RequestException.class)
          .hasMessageContaining("Requested resource not found");
    }
  }

  private static String createTableWithStream(EngineDriver driver) {
    driver
        .engine()
        .createTable(
            EngineDriver.definition(false)
                .withOptions(TableOptions.DEFAULT.withStream("KEYS_ONLY", null)))
        .join();
    driver.awaitActive();
    return Objects.requireNonNull(
        driver.table(EngineDriver.TABLE).definition().options().streamLabel());
  }

  private static void stream(EngineDriver driver, @Nullable String view) {
    driver
        .engine()
        .updateTable(
            EngineDriver.TABLE,
            table ->
                table.withOptions(table.options().withStream(view, table.options().streamLabel())))
        .join();
    driver.awaitActive();
  }

  private static ChangeStream change(
      EngineDriver driver, String label, @Nullable ResourcePolicy policy) {
    return driver
        .engine()
        .changeStreamPolicy(EngineDriver.TABLE, label, stream -> stream.withPolicy(policy))
        .join();
  }

  private static @Nullable ResourcePolicy policy(EngineDriver driver, String label) {
    return Objects.requireNonNull(driver.engine().stream(EngineDriver.TABLE, label)).stream()
        .policy();
  }
}
