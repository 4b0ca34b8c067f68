package dev.stator.loadgen;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the load generator. */
@Command(
    name = "stator-loadgen",
    description = "Loads a DynamoDB endpoint and measures it.",
    mixinStandardHelpOptions = true,
    subcommands = RunCommand.class)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Say what to do, for example: run");
  }
}
