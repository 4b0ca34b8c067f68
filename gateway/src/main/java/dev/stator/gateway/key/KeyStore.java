package dev.stator.gateway.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.error.StorageException;
import dev.stator.gateway.auth.AccessKey;
import dev.stator.gateway.auth.AccessKeys;
import dev.stator.gateway.policy.PolicyDocument;
import dev.stator.gateway.policy.PolicyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a data directory, in {@code access/keys.json}. Changes of several processes come one
 * after the other; a server reads the file whenever it has changed ({@link KeyWatch}).
 */
public final class KeyStore {
  /** The policy of those who may do everything. */
  public static final String EVERYTHING =
      "{\"Version\":\"2012-10-17\",\"Statement\":"
          + "[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

  private static final String ID_PREFIX = "STAT";
  private static final String ID_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_LENGTH = 20;
  private static final int SECRET_BYTES = 30;
  private static final String USER_NAME = "[A-Za-z0-9+=,.@_-]{1,64}";

  private final Path directory;
  private final @Nullable String givenMasterKey;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param data the data directory; what is missing is made by the first change
   * @param givenMasterKey the value of the environment variable {@code STATOR_MASTER_KEY}, null if
   *     it is not set
   */
  public KeyStore(Path data, @Nullable String givenMasterKey, InstantSource clock) {
    this.directory = data.resolve("access");
    this.givenMasterKey = givenMasterKey;
    this.clock = clock;
  }

  /** The keys of a data directory, with what the environment of this process says. */
  public static KeyStore of(Path data) {
    return new KeyStore(data, System.getenv(MasterKey.VARIABLE), InstantSource.system());
  }

  /**
   * Makes a user with one key.
   *
   * @param policy what the key may do: a policy document
   * @throws IllegalArgumentException if there is one of this name, it is no name, or the policy has
   *     something that is not understood
   */
  public NewKey create(String name, String policy) {
    if (!name.matches(USER_NAME)) {
      throw new IllegalArgumentException(
          "a name has 1 to 64 letters, digits or characters of +=,.@_-: " + name);
    }
    PolicyDocument.ofUser(policy);
    NewKey key = newKey();
    change(
        users -> {
          if (users.stream().anyMatch(user -> user.name().equals(name))) {
            throw new IllegalArgumentException("there is a user " + name + " already");
          }
          List<User> more = new ArrayList<>(users);
          more.add(seal(new User(name, true, policy, List.of()), key));
          return more;
        });
    return key;
  }

  /**
   * Gives a user a new key.
   *
   * @param grace for how long the keys until now stay good
   */
  public NewKey rotate(String name, Duration grace) {
    NewKey key = newKey();
    Instant end = now().plus(grace);
    changeUser(
        name,
        user -> {
          List<StoredKey> old = new ArrayList<>();
          for (StoredKey each : user.keys()) {
            Instant expires = each.expires();
            boolean sooner = expires != null && expires.isBefore(end);
            if (!grace.isZero() && !each.isExpired(now())) {
              old.add(reseal(user, user, each, sooner ? expires : end));
            }
          }
          return seal(user.withKeys(old), key);
        });
    return key;
  }

  /** Lets the keys of a user in, or not. */
  public void enable(String name, boolean enabled) {
    changeUser(name, user -> resealed(user, new User(name, enabled, user.policy(), List.of())));
  }

  /**
   * Gives a user another policy.
   *
   * @throws IllegalArgumentException if it has something that is not understood
   */
  public void setPolicy(String name, String policy) {
    PolicyDocument.ofUser(policy);
    changeUser(name, user -> resealed(user, new User(name, user.enabled(), policy, List.of())));
  }

  /** The policy of a user, as it was given. */
  public String policy(String name) {
    return find(read(), name).policy();
  }

  public void delete(String name) {
    change(
        users -> {
          List<User> fewer = new ArrayList<>(users);
          fewer.remove(find(users, name));
          return fewer;
        });
  }

  public List<KeySummary> list() {
    List<KeySummary> keys = new ArrayList<>();
    for (User user : read()) {
      for (StoredKey key : user.keys()) {
        keys.add(
            new KeySummary(user.name(), key.id(), user.enabled(), key.created(), key.expires()));
      }
    }
    return keys;
  }

  /**
   * The keys that open the door now.
   *
   * @throws StorageException when they cannot be read
   */
  AccessKeys accessKeys() {
    List<User> users = read();
    if (users.isEmpty()) {
      return AccessKeys.NONE; // and no master key is needed or made
    }
    MasterKey masterKey = masterKey();
    Map<String, AccessKey> keys = new HashMap<>();
    for (User user : users) {
      PolicyDocument policy = policyOf(user);
      for (StoredKey key : user.keys()) {
        byte[] secret = masterKey.unseal(key.sealedSecret(), user.sealed(key));
        if (user.enabled()) {
          keys.put(key.id(), new AccessKey(key.id(), user.name(), secret, key.expires(), policy));
        }
      }
    }
    return new AccessKeys(keys);
  }

  private PolicyDocument policyOf(User user) {
    try {
      return PolicyDocument.ofUser(user.policy());
    } catch (PolicyException notUnderstood) {
      throw new StorageException(
          "the policy of " + user.name() + " in " + file() + " is not understood", notUnderstood);
    }
  }

  Path file() {
    return directory.resolve("keys.json");
  }

  private List<User> read() {
    try {
      return KeyFile.parse(Files.readAllBytes(file()), file().toString());
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException failure) {
      throw new StorageException("cannot read the keys in " + file(), failure);
    }
  }

  private void changeUser(String name, UnaryOperator<User> change) {
    change(
        users -> {
          List<User> changed = new ArrayList<>(users);
          User user = find(users, name);
          changed.set(users.indexOf(user), change.apply(user));
          return changed;
        });
  }

  private void change(UnaryOperator<List<User>> change) {
    try {
      PrivateFile.createDirectory(directory);
      try (FileChannel channel = PrivateFile.open(directory.resolve("lock"));
          FileLock _ = channel.lock()) {
        PrivateFile.replace(file(), KeyFile.format(change.apply(read())));
      }
    } catch (IOException failure) {
      throw new StorageException("cannot write the keys in " + file(), failure);
    }
  }

  private static User find(List<User> users, String name) {
    return users.stream()
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no user " + name));
  }

  /** The user with one more key, the newest. */
  private User seal(User user, NewKey key) {
    StoredKey unsealed = new StoredKey(key.id(), now(), null, "");
    List<StoredKey> keys = new ArrayList<>();
    keys.add(
        new StoredKey(
            key.id(),
            unsealed.created(),
            null,
            masterKey().seal(key.secret(), user.sealed(unsealed))));
    keys.addAll(user.keys());
    return user.withKeys(keys);
  }

  /** The other user with the keys of the first. */
  private User resealed(User user, User other) {
    return other.withKeys(
        user.keys().stream().map(key -> reseal(user, other, key, key.expires())).toList());
  }

  private StoredKey reseal(User user, User other, StoredKey key, @Nullable Instant expires) {
    MasterKey masterKey = masterKey();
    byte[] secret = masterKey.unseal(key.sealedSecret(), user.sealed(key));
    StoredKey changed = new StoredKey(key.id(), key.created(), expires, "");
    String sealed = masterKey.seal(new String(secret, UTF_8), other.sealed(changed));
    return new StoredKey(key.id(), key.created(), expires, sealed);
  }

  private MasterKey masterKey() {
    boolean first = Files.notExists(file());
    return MasterKey.open(givenMasterKey, directory.resolve("master.key"), first, random);
  }

  private NewKey newKey() {
    StringBuilder id = new StringBuilder(ID_PREFIX);
    while (id.length() < ID_LENGTH) {
      id.append(ID_SYMBOLS.charAt(random.nextInt(ID_SYMBOLS.length())));
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new NewKey(id.toString(), Base64.getEncoder().encodeToString(secret));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
