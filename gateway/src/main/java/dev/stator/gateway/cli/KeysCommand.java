package dev.stator.gateway.cli;

import dev.stator.core.error.StorageException;
import dev.stator.gateway.StartupException;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.KeySummary;
import dev.stator.gateway.key.NewKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes and changes the keys of a data directory, whether or not a server has it open; the server
 * takes changes on within a second.
 */
@Command(
    name = "keys",
    description = "Make, list and change the keys that requests are signed with.",
    mixinStandardHelpOptions = true)
final class KeysCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  /** Where the keys are. */
  static final class Directory {
    @Option(
        names = "--data",
        defaultValue = "./data",
        description = "The data directory; default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("");
  }

  /** How a client finds the server. */
  static final class Client {
    @Option(
        names = "--endpoint",
        defaultValue = "http://127.0.0.1:8000",
        description = "Where clients find the server; default: ${DEFAULT-VALUE}.")
    private String endpoint = "";

    @Option(
        names = "--region",
        defaultValue = "us-east-1",
        description = "As the server's; default: ${DEFAULT-VALUE}.")
    private String region = "";

    @Option(
        names = "--profile",
        defaultValue = "stator",
        description = "The name of the profile that is printed; default: ${DEFAULT-VALUE}.")
    private String profile = "";

    @Option(
        names = "--ca-bundle",
        description = "The certificate clients trust: that of a server with a self-signed one.")
    private @Nullable Path caBundle;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: create, list, policy, disable, enable, rotate or delete");
  }

  @Command(
      description = "Make a user with a key, and print it for the files of AWS clients.",
      mixinStandardHelpOptions = true)
  void create(
      @Mixin Directory directory,
      @Mixin Client client,
      @Option(
              names = "--policy",
              description = "A file with what the user may do; default: everything.")
          @Nullable Path policy,
      @Parameters(paramLabel = "NAME", description = "The name of the user.") String name) {
    String text = policy == null ? KeyStore.EVERYTHING : read(policy);
    change(directory, store -> print(store.create(name, text), client));
  }

  @Command(description = "Print what a user may do, or change it.", mixinStandardHelpOptions = true)
  void policy(
      @Mixin Directory directory,
      @Option(names = "--policy", description = "A file with what the user may do from now on.")
          @Nullable Path policy,
      @Parameters(paramLabel = "NAME", description = "The name of the user.") String name) {
    if (policy == null) {
      change(directory, store -> System.out.println(store.policy(name)));
    } else {
      String text = read(policy);
      change(directory, store -> store.setPolicy(name, text));
    }
  }

  private static String read(Path policy) {
    try {
      return Files.readString(policy);
    } catch (IOException failure) {
      throw new StartupException("cannot read the policy " + policy, failure);
    }
  }

  @Command(
      description = "Give a user a new key, and print it as create does.",
      mixinStandardHelpOptions = true)
  void rotate(
      @Mixin Directory directory,
      @Mixin Client client,
      @Option(
              names = "--grace",
              defaultValue = "0",
              description = "Seconds for which the present key stays good; default: 0.")
          long graceS,
      @Parameters(paramLabel = "NAME", description = "The name of the user.") String name) {
    if (graceS < 0) {
      throw new ParameterException(spec.commandLine(), "--grace must not be negative: " + graceS);
    }
    change(directory, store -> print(store.rotate(name, Duration.ofSeconds(graceS)), client));
  }

  @Command(description = "Let a user's keys in no more.", mixinStandardHelpOptions = true)
  void disable(
      @Mixin Directory directory,
      @Parameters(paramLabel = "NAME", description = "The name of the user.") String name) {
    change(directory, store -> store.enable(name, false));
  }

  @Command(description = "Let a disabled user's keys in again.", mixinStandardHelpOptions = true)
  void enable(
      @Mixin Directory directory,
      @Parameters(paramLabel = "NAME", description = "The name of the user.") String name) {
    change(directory, store -> store.enable(name, true));
  }

  @Command(description = "Forget a user and its keys.", mixinStandardHelpOptions = true)
  void delete(
      @Mixin Directory directory,
      @Parameters(paramLabel = "NAME", description = "The name of the user.") String name) {
    change(directory, store -> store.delete(name));
  }

  @Command(description = "Print users and the ids of their keys.", mixinStandardHelpOptions = true)
  void list(@Mixin Directory directory) {
    change(directory, store -> store.list().forEach(KeysCommand::print));
  }

  private void change(Directory directory, Consumer<KeyStore> change) {
    try {
      change.accept(KeyStore.of(directory.data));
    } catch (IllegalArgumentException mistake) {
      throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()));
    } catch (StorageException failure) {
      throw new StartupException(String.valueOf(failure.getMessage()), failure);
    }
  }

  private static void print(KeySummary key) {
    System.out.printf(
        "%s %s %s created %s%s%n",
        key.user(),
        key.id(),
        key.enabled() ? "enabled" : "disabled",
        key.created(),
        key.expires() == null ? "" : " until " + key.expires());
  }

  /** Prints a key as two files of AWS clients want it; the secret is never told again. */
  private static void print(NewKey key, Client client) {
    System.out.printf(
        """
        # add to ~/.aws/credentials (the secret is not shown again)
        [%1$s]
        aws_access_key_id = %2$s
        aws_secret_access_key = %3$s

        # add to ~/.aws/config
        [profile %1$s]
        region = %4$s
        endpoint_url = %5$s
        """,
        client.profile, key.id(), key.secret(), client.region, client.endpoint);
    if (client.caBundle != null) {
      System.out.printf("ca_bundle = %s%n", client.caBundle.toAbsolutePath().normalize());
    }
  }
}
