package dev.stator.gateway.cli;

import dev.stator.core.engine.BackupDirectory;
import dev.stator.core.error.StorageException;
import dev.stator.gateway.StartupException;
import dev.stator.gateway.bucket.BucketException;
import dev.stator.gateway.offsite.OffsiteException;
import dev.stator.gateway.offsite.OffsitePlace;
import dev.stator.gateway.offsite.OffsiteStore;
import dev.stator.gateway.offsite.Pruning;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies backups to other places, brings them back and deletes them there. */
@Command(
    name = "backup",
    description = "Copy backups to a directory or an S3-compatible store, and bring them back.",
    subcommands = {
      BackupCommand.Copy.class,
      BackupCommand.Restore.class,
      BackupCommand.ListCopies.class,
      BackupCommand.Delete.class,
      BackupCommand.Prune.class
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: copy, restore, list, delete or prune");
  }

  /** What all of them must know to reach a place. */
  static final class Reach {
    @Option(
        names = "--s3-endpoint",
        description = "The URL of a store like S3; S3 itself if not given.")
    private @Nullable URI endpoint;

    @Option(
        names = "--region",
        defaultValue = "us-east-1",
        description = "The region that signatures name.")
    private String region = "";

    OffsiteStore open(String place) {
      return OffsiteStore.open(OffsitePlace.parse(place, endpoint), region);
    }

    /** Makes no directory: one that is not there has been mistyped, and is not an empty one. */
    OffsiteStore openExisting(String place) {
      if (!place.startsWith("s3://") && !Files.isDirectory(Path.of(place))) {
        throw new StartupException("there is no directory " + place);
      }
      return open(place);
    }
  }

  /** Something that may fail for reasons that are the operator's. */
  private interface Step {
    void run();
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (BucketException failure) {
      throw new StartupException(failure.operatorMessage(), failure);
    } catch (OffsiteException | StorageException failure) {
      throw new StartupException(String.valueOf(failure.getMessage()), failure);
    } catch (IllegalArgumentException mistake) {
      throw new StartupException(String.valueOf(mistake.getMessage()), mistake);
    }
  }

  /** Sends a backup to a place. */
  @Command(
      name = "copy",
      description = "Copy a backup; segments that are there already are not sent again.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  static final class Copy implements Runnable {
    @Mixin private Reach reach = new Reach();

    @Option(names = "--data", defaultValue = "./data", description = "The data directory.")
    private Path data = Path.of("");

    @Parameters(index = "0", paramLabel = "BACKUP", description = "The ARN of a backup, or its id.")
    private String backup = "";

    @Parameters(
        index = "1",
        paramLabel = "PLACE",
        description = "s3://bucket/prefix, or a directory.")
    private String place = "";

    @Override
    public void run() {
      attempt(
          () -> {
            try (OffsiteStore store = reach.open(place)) {
              var outcome = store.copy(new BackupDirectory(data).open(idOf(backup)));
              System.out.printf(
                  "copied %d segments (%d bytes), %d were there already%n",
                  outcome.moved(), outcome.bytes(), outcome.present());
            }
          });
    }
  }

  /** Brings a backup back. */
  @Command(
      name = "restore",
      description =
          "Bring a copied backup back into a data directory that no server has open;"
              + " RestoreTableFromBackup makes a table of it.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  static final class Restore implements Runnable {
    @Mixin private Reach reach = new Reach();

    @Option(names = "--data", defaultValue = "./data", description = "The data directory.")
    private Path data = Path.of("");

    @Parameters(
        index = "0",
        paramLabel = "PLACE",
        description = "s3://bucket/prefix, or a directory.")
    private String place = "";

    @Parameters(index = "1", paramLabel = "BACKUP", description = "The ARN of a backup, or its id.")
    private String backup = "";

    @Override
    public void run() {
      attempt(
          () -> {
            try (OffsiteStore store = reach.openExisting(place)) {
              var outcome = store.fetch(idOf(backup), new BackupDirectory(data));
              System.out.printf(
                  "brought %d segments (%d bytes) back, all of them right%n",
                  outcome.moved(), outcome.bytes());
            }
          });
    }
  }

  /** Lists the backups at a place. */
  @Command(
      name = "list",
      description = "List the backups that were copied to a place.",
      mixinStandardHelpOptions = true)
  static final class ListCopies implements Runnable {
    @Mixin private Reach reach = new Reach();

    @Parameters(
        index = "0",
        paramLabel = "PLACE",
        description = "s3://bucket/prefix, or a directory.")
    private String place = "";

    @Override
    public void run() {
      attempt(
          () -> {
            try (OffsiteStore store = reach.openExisting(place)) {
              for (OffsiteStore.Copied copied : store.list()) {
                System.out.printf(
                    "%s %s %s%n",
                    copied.id(), Instant.ofEpochMilli(copied.createdMs()), copied.table());
              }
            }
          });
    }
  }

  /** Deletes a copy. */
  @Command(
      name = "delete",
      description =
          "Delete a copy of a backup at a place; prune gives back the room of segments that only"
              + " it had.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  static final class Delete implements Runnable {
    @Mixin private Reach reach = new Reach();

    @Parameters(
        index = "0",
        paramLabel = "PLACE",
        description = "s3://bucket/prefix, or a directory.")
    private String place = "";

    @Parameters(index = "1", paramLabel = "BACKUP", description = "The ARN of a backup, or its id.")
    private String backup = "";

    @Override
    public void run() {
      attempt(
          () -> {
            try (OffsiteStore store = reach.openExisting(place)) {
              store.delete(idOf(backup));
              System.out.printf("deleted the copy of backup %s%n", idOf(backup));
            }
          });
    }
  }

  /** Deletes segments that no copy has. */
  @Command(
      name = "prune",
      description = "Delete segments that no copy at a place has; without --apply only tell them.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  static final class Prune implements Runnable {
    @Mixin private Reach reach = new Reach();

    @Option(names = "--apply", description = "Delete them.")
    private boolean apply;

    @Option(
        names = "--older-than",
        paramLabel = "HOURS",
        defaultValue = "24",
        description = "Leave segments alone that were written less than so many hours ago.")
    private int hours;

    @Parameters(
        index = "0",
        paramLabel = "PLACE",
        description = "s3://bucket/prefix, or a directory.")
    private String place = "";

    @Override
    public void run() {
      if (hours < 0) {
        throw new StartupException("--older-than must be 0 or more: " + hours);
      }
      attempt(
          () -> {
            try (OffsiteStore store = reach.openExisting(place)) {
              Pruning.Found found = store.prune(Duration.ofHours(hours), apply);
              found
                  .unneeded()
                  .forEach(
                      segment ->
                          System.out.printf(
                              "%s %d bytes, of %s%n",
                              segment.key(),
                              segment.length(),
                              Instant.ofEpochMilli(segment.modifiedMs())));
              System.out.printf(
                  "%s %d segments (%d bytes) that no copy has; %d younger than %d hours stay%n",
                  apply ? "deleted" : "would delete",
                  found.unneeded().size(),
                  found.bytes(),
                  found.young(),
                  hours);
            }
          });
    }
  }

  /** The part of an ARN that names the backup in its data directory. */
  private static String idOf(String backup) {
    return backup.substring(backup.lastIndexOf('/') + 1);
  }
}
