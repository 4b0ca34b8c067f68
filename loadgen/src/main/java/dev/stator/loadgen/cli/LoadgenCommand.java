package dev.stator.loadgen.cli;

import dev.stator.loadgen.report.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the load generator. */
@Command(
    name = "load",
    description = "Loads a DynamoDB endpoint and measures it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      LoadCommand.class,
      FindMaxCommand.class,
      CompareCommand.class,
      PlanCommand.class,
      VerifyCommand.class,
      CalibrateCommand.class,
      CrowdCommand.class,
      NullServerCommand.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:the objective was missed; without one, requests failed",
      "2:the command line is wrong",
      "3:the client was the bottleneck: the figures say nothing about the server",
      "4:it could not be done",
      "5:no verdict is possible"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class LoadgenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  public static CommandLine commandLine() {
    return new CommandLine(new LoadgenCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(LoadgenCommand::explain)
        .setExecutionExceptionHandler(LoadgenCommand::fail);
  }

  private static int explain(ParameterException wrong, String[] args) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(wrong.getMessage());
    err.println("More: load " + wrong.getCommandLine().getCommandName() + " --help");
    return ExitCode.USAGE;
  }

  private static int fail(Exception failure, CommandLine commandLine, CommandLine.ParseResult all)
      throws Exception {
    switch (failure) {
      case IOException e -> commandLine.getErr().println("it could not be done: " + e.getMessage());
      case UncheckedIOException e ->
          commandLine.getErr().println("it could not be done: " + e.getMessage());
      case IllegalArgumentException e -> {
        commandLine.getErr().println(e.getMessage());
        return ExitCode.USAGE;
      }
      default -> throw failure;
    }
    return ExitCode.IMPOSSIBLE;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Say what to do, for example: load run");
  }
}
