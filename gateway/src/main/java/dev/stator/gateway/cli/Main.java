package dev.stator.gateway.cli;

import dev.stator.gateway.StartupException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code stator}. */
@Command(
    name = "stator",
    description = "A DynamoDB-compatible database that anyone runs on their own machines.",
    subcommands = {
      ServeCommand.class,
      CheckCommand.class,
      BackupCommand.class,
      RepairCommand.class,
      KeysCommand.class,
      CertCommand.class,
      VersionCommand.class,
      RehearseCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class)
public final class Main implements Runnable {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the command and returns its exit code. */
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (mistake, given) ->
                refuse(mistake.getCommandLine(), String.valueOf(mistake.getMessage())))
        .setExecutionExceptionHandler(Main::fail)
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: serve, keys, cert, check, repair, backup or version");
  }

  private static int fail(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof StartupException) {
      return refuse(command, String.valueOf(failure.getMessage()));
    }
    throw failure;
  }

  private static int refuse(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println("stator: " + String.join(" ", message.lines().map(String::strip).toList()));
    err.flush();
    return ExitCode.USAGE;
  }
}
