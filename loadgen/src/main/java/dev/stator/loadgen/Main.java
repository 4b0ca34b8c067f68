package dev.stator.loadgen;

import dev.stator.loadgen.cli.LoadgenCommand;

/** Runs the load generator. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // there is nothing to log to
    System.exit(LoadgenCommand.commandLine().execute(args));
  }
}
