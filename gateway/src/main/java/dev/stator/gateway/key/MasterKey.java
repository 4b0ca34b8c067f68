package dev.stator.gateway.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The key that the secrets of access keys are encrypted with: AES-256 in GCM. */
final class MasterKey {
  /** The environment variable that has the key instead of a file. */
  static final String VARIABLE = "STATOR_MASTER_KEY";

  private static final int KEY_LENGTH = 32;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final String TITLE = "stator master key 1";
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final SecretKeySpec key;
  private final SecureRandom random;

  private MasterKey(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  /**
   * The key that is given, or the one in the file.
   *
   * @param given the value of {@link #VARIABLE}, null if it is not set
   * @param creating whether a file is made if it is missing: nothing is encrypted yet
   * @throws StorageException with a sentence that has nothing of the key
   */
  static MasterKey open(@Nullable String given, Path file, boolean creating, SecureRandom random) {
    if (given != null && !given.isEmpty()) {
      return new MasterKey(decode(given, VARIABLE), random);
    }
    try {
      if (creating && Files.notExists(file)) {
        create(file, random);
      }
      requirePrivate(file);
      String[] lines = Files.readString(file, US_ASCII).split("\n", -1);
      if (lines.length < 2 || !lines[0].equals(TITLE)) {
        throw new StorageException("not a master key of this version: " + file);
      }
      return new MasterKey(decode(lines[1], file.toString()), random);
    } catch (NoSuchFileException missing) {
      throw new StorageException(
          "the master key " + file + " is missing, and " + VARIABLE + " is not set", missing);
    } catch (IOException failure) {
      throw new StorageException("cannot read the master key " + file, failure);
    }
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] fresh = new byte[KEY_LENGTH];
    random.nextBytes(fresh);
    String text = TITLE + "\n" + Base64.getEncoder().encodeToString(fresh) + "\n";
    PrivateFile.replace(file, text.getBytes(US_ASCII));
  }

  private static void requirePrivate(Path file) throws IOException {
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new StorageException(
          "others than its owner have rights on the master key " + file + "; chmod 600 it");
    }
  }

  private static byte[] decode(String text, String source) {
    try {
      byte[] key = Base64.getDecoder().decode(text.strip());
      if (key.length == KEY_LENGTH) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      // is told below, without what it quotes
    }
    throw new StorageException(source + " is not " + KEY_LENGTH + " bytes in Base64");
  }

  /** The secret, encrypted, together with a seal on a text that goes with it. */
  String seal(String secret, String text) {
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, text).doFinal(secret.getBytes(UTF_8));
      byte[] sealed = new byte[NONCE_LENGTH + encrypted.length];
      System.arraycopy(nonce, 0, sealed, 0, NONCE_LENGTH);
      System.arraycopy(encrypted, 0, sealed, NONCE_LENGTH, encrypted.length);
      return Base64.getEncoder().encodeToString(sealed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES in GCM", impossible);
    }
  }

  /**
   * The secret.
   *
   * @throws StorageException if it was sealed with another key or with another text
   */
  byte[] unseal(String sealed, String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(sealed);
      if (bytes.length > NONCE_LENGTH) {
        byte[] nonce = Arrays.copyOf(bytes, NONCE_LENGTH);
        return cipher(Cipher.DECRYPT_MODE, nonce, text)
            .doFinal(bytes, NONCE_LENGTH, bytes.length - NONCE_LENGTH);
      }
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      // is told below
    }
    throw new StorageException(
        "a secret does not open: the master key is another one, or the file was changed");
  }

  private Cipher cipher(int mode, byte[] nonce, String text) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(text.getBytes(UTF_8));
    return cipher;
  }
}
