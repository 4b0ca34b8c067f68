package dev.stator.gateway.cli;

import dev.stator.core.engine.DirectoryCheck;
import dev.stator.core.error.StorageException;
import dev.stator.gateway.StartupException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads a stopped database from end to end and says what is damaged. */
@Command(
    name = "check",
    description = "Verify a stopped data directory; changes nothing.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class CheckCommand implements Callable<Integer> {
  private static final int DAMAGED = 1;

  @Option(names = "--data", defaultValue = "./data", description = "The data directory.")
  private Path data = Path.of("");

  @Override
  public Integer call() {
    try {
      DirectoryCheck.Result result = DirectoryCheck.run(data, System.out::println);
      System.out.printf(
          "%d partitions, %d segments, %d records, %d commands beyond the checkpoints,"
              + " %d indexes compared: %s%n",
          result.partitions(),
          result.segments(),
          result.records(),
          result.commands(),
          result.indexes(),
          result.damaged() == 0 ? "no damage" : result.damaged() + " damaged");
      return result.damaged() == 0 ? 0 : DAMAGED;
    } catch (StorageException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }
}
