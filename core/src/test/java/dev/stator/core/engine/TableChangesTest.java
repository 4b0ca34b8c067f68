package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Changes of a table that begin before another is complete. They are asked for while the change of
 * an update is worked out, and so come before its completion.
 */
class TableChangesTest {
  private static final String IN_USE =
      "Attempt to change a resource which is still in use: Table is being ";

  private final EngineDriver driver = new EngineDriver(EngineConfig.inMemory());
  private final Engine engine = driver.engine();
  private CompletableFuture<Table> next = new CompletableFuture<>();

  @BeforeEach
  void createTable() {
    engine.createTable(EngineDriver.definition(false)).join();
    driver.awaitActive();
    driver.put("p", "s", "g", "l", "v");
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void nothingIsChangedWhileAnIndexIsFilled() {
    engine
        .updateTable(
            EngineDriver.TABLE,
            definition -> {
              next = engine.updateTable(EngineDriver.TABLE, UnaryOperator.identity());
              return withIndex(definition);
            })
        .join();

    assertRefused(next, "updated");
    driver.awaitActive();
    assertThat(driver.scan("by-g")).hasSize(1);
  }

  @Test
  void aTableIsNotDeletedWhileAnIndexIsFilled() {
    engine
        .updateTable(
            EngineDriver.TABLE,
            definition -> {
              next = engine.deleteTable(EngineDriver.TABLE);
              return withIndex(definition);
            })
        .join();

    assertRefused(next, "updated");
    driver.awaitActive();
    assertThat(driver.get("p", "s")).isEqualTo("v");
  }

  @Test
  void aTableIsDeletedOnce() {
    List<CompletableFuture<Table>> deletions = new ArrayList<>();
    var refused =
        engine.updateTable(
            EngineDriver.TABLE,
            definition -> {
              deletions.add(engine.deleteTable(EngineDriver.TABLE));
              deletions.add(engine.deleteTable(EngineDriver.TABLE));
              throw RequestException.validation("no change");
            });

    assertThatThrownBy(refused::join).hasMessageContaining("no change");
    deletions.getFirst().join();
    assertRefused(deletions.getLast(), "deleted");
    EngineDriver.await(() -> engine.table(EngineDriver.TABLE) == null);
  }

  private static TableDefinition withIndex(TableDefinition definition) {
    return definition.withSchema(
        definition
            .schema()
            .withGlobalIndexes(List.of(EngineDriver.globalIndex(IndexStatus.CREATING))));
  }

  private static void assertRefused(CompletableFuture<Table> change, String action) {
    assertThat(change.handle((table, failure) -> refusal(failure)).join())
        .extracting(RequestException::code, RequestException::getMessage)
        .containsExactly(ErrorCode.RESOURCE_IN_USE, IN_USE + action + ": " + EngineDriver.TABLE);
  }

  private static RequestException refusal(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RequestException refusal) {
      return refusal;
    }
    throw new AssertionError("not refused", failure);
  }
}
