package dev.stator.gateway.cli;

import dev.stator.core.engine.DirectoryCheck;
import dev.stator.core.engine.DirectoryRepair;
import dev.stator.core.error.StorageException;
import dev.stator.gateway.StartupException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Mends a damaged, stopped database as far as that is possible, and says what is lost. */
@Command(
    name = "repair",
    description = "Mend a stopped data directory; without --apply it only says what it would do.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class RepairCommand implements Callable<Integer> {
  private static final int DAMAGED = 1;

  @Option(names = "--data", defaultValue = "./data", description = "The data directory.")
  private Path data = Path.of("");

  @Option(
      names = "--apply",
      description = "Do it; each file is kept in DATA/damaged before it is changed or goes.")
  private boolean apply;

  @Option(
      names = "--drop-waiting",
      paramLabel = "PARTITION",
      description = "Give up the commands that wait for this partition; may be repeated.")
  private Set<Long> dropWaiting = new HashSet<>();

  @Override
  public Integer call() {
    try {
      DirectoryRepair.Options options = new DirectoryRepair.Options(apply, dropWaiting);
      DirectoryRepair.Result result = DirectoryRepair.run(data, options, System.out::println);
      System.out.printf(
          "%d steps %s, %d damages cannot be repaired%n",
          result.steps(), apply ? "done" : "to do, with --apply", result.hopeless());
      return apply ? check() : result.steps() + result.hopeless() == 0 ? 0 : DAMAGED;
    } catch (StorageException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private int check() {
    int damaged = DirectoryCheck.run(data, System.out::println).damaged();
    System.out.println(damaged == 0 ? "no damage is left" : damaged + " damages are left");
    return damaged == 0 ? 0 : DAMAGED;
  }
}
