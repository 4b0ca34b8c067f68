package dev.stator.gateway.cli;

import dev.stator.gateway.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a self-signed certificate for a server, and its key, as files for serve. */
@Command(
    name = "cert",
    description = "Make a self-signed certificate and its key.",
    mixinStandardHelpOptions = true)
final class CertCommand implements Runnable {
  private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");
  private static final int MAX_DAYS = 3650;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(names = "--out", required = true, description = "The directory for cert.pem and key.pem.")
  private Path out = Path.of("");

  @Option(
      names = "--name",
      description = "A name or address of the server; may be given several times.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--days",
      defaultValue = "825",
      description = "How long it is good; default: ${DEFAULT-VALUE}.")
  private int days;

  @Override
  public void run() {
    if (days < 1 || days > MAX_DAYS) {
      throw mistake("--days must be between 1 and " + MAX_DAYS + ": " + days);
    }
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9.*:-]+")) {
        throw mistake("neither a name nor an address: " + name);
      }
    }
    List<String> all = new ArrayList<>(names);
    LOCAL.stream().filter(name -> !all.contains(name)).forEach(all::add);
    try {
      write(all);
    } catch (IOException failure) {
      throw new StartupException(
          "cannot make a certificate in " + out + ": " + failure.getMessage(), failure);
    }
  }

  private void write(List<String> all) throws IOException {
    Path certificate = out.resolve("cert.pem");
    Path key = out.resolve("key.pem");
    for (Path file : List.of(certificate, key)) {
      if (Files.exists(file)) {
        throw mistake(file + " is there already");
      }
    }
    Files.createDirectories(out);
    SelfSignedCertificate made = SelfSignedCertificate.make(all, days);
    write(key, made.key(), "rw-------");
    write(certificate, made.certificate(), "rw-r--r--");
    System.out.printf(
        "%s is good for %s%nstart the server with --tls-cert %s --tls-key %s%n",
        certificate, String.join(", ", all), certificate, key);
  }

  private static void write(Path file, String text, String mode) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    Files.writeString(file, text, StandardOpenOption.WRITE);
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
