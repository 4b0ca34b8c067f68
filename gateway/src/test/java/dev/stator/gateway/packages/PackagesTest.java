package dev.stator.gateway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stator.gateway.bucket.S3StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Installs what {@code ./stator dist} has made, and runs it. Skipped unless {@code
 * STATOR_PACKAGES=required} is in the environment, as {@code ./stator test packages} puts it there.
 */
class PackagesTest {
  private static final Path TARGET = Path.of("..", "dist", "target").toAbsolutePath().normalize();

  /** How long a server may take to answer for the first time, on whatever machine. */
  private static final String PATIENCE_S = "60";

  @TempDir Path directory;

  @BeforeAll
  static void isAskedFor() {
    assumeTrue(
        "required".equals(System.getenv("STATOR_PACKAGES")),
        "the packages are tested by ./stator test packages");
  }

  @Test
  void theArchiveWithoutARuntimeRunsWithNothingButAJdk() throws Exception {
    Path home = unpack("stator-[0-9.]+(-SNAPSHOT)?\\.tar\\.gz");
    String program = home.resolve("bin/stator").toString();
    Shell shell = new Shell(directory).with("JAVA_HOME", System.getProperty("java.home"));

    assertThat(shell.run(program, "version").getFirst()).startsWith("Stator ");
    try (InstalledServer server = serve(shell, program)) {
      server.keepsAnItem();
      assertThat(shell.run(program, "health", "--timeout", PATIENCE_S, "--port", server.port()))
          .containsExactly("healthy");
      server.stop();
    }
    shell.run(program, "rehearse");
    try (InstalledServer server = serve(shell, program)) {
      assertThat(server.hasMapped(cacheIn(home))).isTrue();
      server.keepsAnItem();
      server.stop();
    }
  }

  @Test
  void theArchiveWithARuntimeRunsWithoutAnyJava() throws Exception {
    Path home = unpack(".*-linux-.*\\.tar\\.gz");
    String program = home.resolve("bin/stator").toString();
    Shell shell = new Shell(directory);

    try (InstalledServer server = serve(shell, program)) {
      assertThat(server.executable()).isEqualTo(home.resolve("runtime/bin/java"));
      assertThat(server.hasMapped(cacheIn(home))).isTrue();
      server.keepsAnItem();
      server.stop();
    }
    assertThat(shell.run(program, "check", "--data", "data").getLast()).endsWith(": no damage");
  }

  /** What is loaded by some commands only must be in the runtime too. */
  @Test
  void theRuntimeHasWhatKeysCertificatesAndBucketsNeed() throws Exception {
    Path home = unpack(".*-linux-.*\\.tar\\.gz");
    String program = home.resolve("bin/stator").toString();
    Shell shell =
        new Shell(directory)
            .with("AWS_ACCESS_KEY_ID", "any")
            .with("AWS_SECRET_ACCESS_KEY", "any")
            .with("AWS_EC2_METADATA_DISABLED", "true");

    shell.run(program, "cert", "--out", "tls");
    assertThat(shell.run(program, "keys", "create", "ann")).hasSizeGreaterThan(5);
    try (InstalledServer server =
        InstalledServer.start(
            shell,
            program,
            "serve",
            "--port",
            "0",
            "--auth",
            "required",
            "--tls-cert",
            "tls/cert.pem",
            "--tls-key",
            "tls/key.pem")) {
      assertThat(
              shell.run(
                  program,
                  "health",
                  "--timeout",
                  PATIENCE_S,
                  "--port",
                  server.port(),
                  "--tls-cert",
                  "tls/cert.pem"))
          .containsExactly("healthy");
      server.stop();
    }
    try (S3StandIn s3 = new S3StandIn()) {
      s3.bucket("copies");
      String endpoint = s3.endpoint().toString();
      assertThat(shell.run(program, "backup", "list", "--s3-endpoint", endpoint, "s3://copies/x"))
          .isEmpty();
    }
  }

  @Test
  void anInstallationReadsItsSettingsFile() throws Exception {
    Path home = unpack("stator-[0-9.]+(-SNAPSHOT)?\\.tar\\.gz");
    Path file = home.resolve("conf/stator.properties");
    Shell shell = new Shell(directory).with("JAVA_HOME", System.getProperty("java.home"));
    Path link = Files.createSymbolicLink(directory.resolve("stator"), home.resolve("bin/stator"));

    Files.writeString(file, "region=eu-west-1\n", StandardOpenOption.APPEND);

    assertThat(shell.run(link.toString(), "config"))
        .anyMatch(line -> line.matches("region +eu-west-1 +" + file));
  }

  @Test
  void theBillOfMaterialsAndTheLicencesHaveEveryLibrary() throws Exception {
    Path home = unpack("stator-[0-9.]+(-SNAPSHOT)?\\.tar\\.gz");
    String bill = Files.readString(home.resolve("stator-sbom.json"));
    String licences = Files.readString(home.resolve("THIRD-PARTY.txt"));

    assertThat(bill).contains("\"bomFormat\" : \"CycloneDX\"");
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        String name = jar.getFileName().toString().replaceFirst("-[0-9].*", "");
        assertThat(bill).contains("\"name\" : \"" + name + "\"");
        assertThat(name.startsWith("stator-") || licences.contains(":" + name + ":"))
            .as("licence of " + name)
            .isTrue();
      }
    }
  }

  @Test
  void thePackageForDebianIsInstalledAndRemoved() throws Exception {
    Shell shell = new Shell(directory).with("DEBIAN_FRONTEND", "noninteractive");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "there is no dpkg");
    assumeTrue("0".equals(shell.run("id", "-u").getFirst()), "only root can install packages");
    assumeTrue(!Files.exists(Path.of("/usr/share/stator")), "a Stator is installed here");
    try {
      shell.run("dpkg", "--install", only("stator_.*\\.deb").toString());
      runInstalled(shell);
      shell.run("dpkg", "--remove", "stator");
      assertThat(Path.of("/usr/share/stator")).doesNotExist();
      assertThat(Path.of("/etc/stator/stator.properties")).exists();
      assertThat(Path.of("/var/lib/stator/format")).exists();
    } finally {
      shell.run("dpkg", "--purge", "stator");
    }
    assertThat(Path.of("/etc/stator")).doesNotExist();
    assertThat(Path.of("/var/lib/stator/format")).exists();
    shell.run("rm", "-r", "/var/lib/stator");
  }

  private static void runInstalled(Shell shell) throws Exception {
    assertThat(Files.getOwner(Path.of("/var/lib/stator")).getName()).isEqualTo("stator");
    assertThat(shell.run("dpkg-query", "--show", "--showformat=${Conffiles}", "stator"))
        .anyMatch(line -> line.contains("/etc/stator/stator.properties"));
    assertThat(shell.run("stator", "config"))
        .anyMatch(line -> line.matches("data +/var/lib/stator +/usr/share/stator/conf/.*"));
    if (Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
      assertThat(shell.run("systemd-analyze", "verify", "/usr/lib/systemd/system/stator.service"))
          .noneMatch(line -> line.contains("stator"));
    }
    try (InstalledServer server =
        InstalledServer.start(
            shell, "runuser", "-u", "stator", "--", "stator", "serve", "--port", "0")) {
      assertThat(server.executable()).isEqualTo(Path.of("/usr/share/stator/runtime/bin/java"));
      server.keepsAnItem();
      server.stop();
    }
  }

  private static InstalledServer serve(Shell shell, String program) throws IOException {
    return InstalledServer.start(shell, program, "serve", "--port", "0", "--data", "data");
  }

  private static Path cacheIn(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).findFirst().orElseThrow();
    }
  }

  private Path unpack(String archive) throws Exception {
    new Shell(directory).run("tar", "xzf", only(archive).toString());
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isDirectory).findFirst().orElseThrow().toRealPath();
    }
  }

  private static Path only(String name) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().matches(name)).toList();
      assertThat(found).as(name).hasSize(1);
      return found.getFirst();
    }
  }
}
