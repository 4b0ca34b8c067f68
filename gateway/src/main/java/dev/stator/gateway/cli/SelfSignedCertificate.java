package dev.stator.gateway.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that vouches for itself, with its key, both in PEM. The JDK's keytool makes it,
 * since the JDK has no other way that is open to programs.
 */
record SelfSignedCertificate(String certificate, String key) {
  private static final String ALIAS = "stator";
  private static final String PASSWORD_VARIABLE = "STATOR_KEYTOOL_PASSWORD";
  private static final int PASSWORD_BYTES = 16;
  private static final int LINE_LENGTH = 64;
  private static final long TIMEOUT_S = 60;

  /**
   * Makes one for these names and addresses.
   *
   * @param days for how long it is good
   */
  static SelfSignedCertificate make(List<String> names, int days) throws IOException {
    Path directory = Files.createTempDirectory("stator-cert");
    Path store = directory.resolve("store.p12");
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try {
      runKeytool(store, names, days, password);
      return read(store, password.toCharArray());
    } catch (GeneralSecurityException failure) {
      throw new IOException("keytool made something else", failure);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(directory);
    }
  }

  private static void runKeytool(Path store, List<String> names, int days, String password)
      throws IOException {
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=Stator",
            "-ext",
            "san=" + String.join(",", names.stream().map(SelfSignedCertificate::san).toList()),
            "-validity",
            Integer.toString(days),
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass:env",
            PASSWORD_VARIABLE);
    keytool.environment().put(PASSWORD_VARIABLE, password);
    keytool.redirectErrorStream(true);
    Process process = keytool.start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), US_ASCII).strip();
      if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static String san(String name) {
    boolean isAddress = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    return (isAddress ? "ip:" : "dns:") + name;
  }

  private static SelfSignedCertificate read(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream input = Files.newInputStream(file)) {
      store.load(input, password);
    }
    Key key = store.getKey(ALIAS, password);
    return new SelfSignedCertificate(
        pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()),
        pem("PRIVATE KEY", key.getEncoded()));
  }

  private static String pem(String what, byte[] content) {
    String lines =
        Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(US_ASCII)).encodeToString(content);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  @Override
  public String toString() {
    return "SelfSignedCertificate[" + certificate + "]";
  }
}
