package dev.stator.gateway.cli;

import dev.stator.gateway.StartupException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class)
public final class Main implements Runnable {
  private static final String CONFIG = "config";

  /** The commands that start a server. */
  private static final Set<String> SERVERS = Set.of("serve", "rehearse");

  /** All commands but config, which is made of the options of the first. */
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("serve", ServeCommand::new);
    COMMANDS.put("keys", KeysCommand::new);
    COMMANDS.put("cert", CertCommand::new);
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("repair", RepairCommand::new);
    COMMANDS.put("backup", BackupCommand::new);
    COMMANDS.put("health", HealthCommand::new);
    COMMANDS.put("version", VersionCommand::new);
    COMMANDS.put("rehearse", RehearseCommand::new);
  }

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the command and returns its exit code. */
  static int run(String... arguments) {
    boolean server = arguments.length > 0 && SERVERS.contains(arguments[0]);
    Preparation preparation = Preparation.begin(server);
    Path installed = ConfiguredDefaults.installedFile();
    CommandLine program = commandLine(System.getenv(), installed, arguments);
    preparation.awaitLogging();
    return program.execute(arguments);
  }

  /** The program with all its commands. */
  public static CommandLine commandLine() {
    return commandLine(Map.of(), null);
  }

  /**
   * The program in this environment. Of its commands it has the one that the arguments name, since
   * what picocli needs to know all of them takes a good part of a start; or all, when they name
   * none.
   *
   * @param installed the settings file of the installation, null when it is none
   */
  static CommandLine commandLine(
      Map<String, String> environment, @Nullable Path installed, String... arguments) {
    String named = arguments.length == 0 ? "" : arguments[0];
    boolean isOne = COMMANDS.containsKey(named) || named.equals(CONFIG);
    CommandLine program = new CommandLine(new Main());
    COMMANDS.forEach(
        (name, command) -> {
          if (!isOne || name.equals(named)) {
            program.addSubcommand(name, command.get());
          }
        });
    CommandLine serve = program.getSubcommands().get("serve");
    Settings settings =
        new Settings(
            (serve == null ? new CommandLine(new ServeCommand()) : serve).getCommandSpec());
    ConfiguredDefaults defaults = new ConfiguredDefaults(settings, environment, installed);
    if (!isOne || named.equals(CONFIG)) {
      program.addSubcommand(CONFIG, ConfigCommand.spec(settings, defaults, environment));
    }
    ConfigFile.addTo(program, settings);
    return program
        .setDefaultValueProvider(defaults)
        .setToggleBooleanFlags(true) // else a flag turns around what a variable gives
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((mistake, given) -> refuse(mistake, defaults, given))
        .setExecutionExceptionHandler(Main::fail)
        .setExecutionStrategy(parsed -> run(parsed, defaults));
  }

  private static int run(CommandLine.ParseResult parsed, ConfiguredDefaults defaults) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    CommandLine command = parsed.asCommandLineList().getLast();
    try {
      defaults.check(command.getCommandSpec());
    } catch (StartupException mistake) {
      return refuse(command, String.valueOf(mistake.getMessage()));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: serve, config, keys, cert, check, repair, backup, health or version");
  }

  private static int fail(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof StartupException) {
      return refuse(command, String.valueOf(failure.getMessage()));
    }
    throw failure;
  }

  private static int refuse(
      ParameterException mistake, ConfiguredDefaults defaults, String... given) {
    String message = String.valueOf(mistake.getMessage());
    CommandLine command = mistake.getCommandLine();
    return refuse(command, message + defaults.originsOf(message, command.getCommandSpec(), given));
  }

  private static int refuse(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println("stator: " + String.join(" ", message.lines().map(String::strip).toList()));
    err.flush();
    return ExitCode.USAGE;
  }
}
