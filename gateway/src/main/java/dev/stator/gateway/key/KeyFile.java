package dev.stator.gateway.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.error.StorageException;
import dev.stator.gateway.json.JsonTree;
import dev.stator.gateway.json.ResponseBuffer;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Users and their keys as one JSON text. What is not understood is refused, never ignored. */
final class KeyFile {
  private static final String FORMAT = "stator keys";
  private static final BigDecimal VERSION = BigDecimal.ONE;

  private KeyFile() {}

  static byte[] format(List<User> users) {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("format", FORMAT);
      json.writeNumberProperty("version", VERSION);
      json.writeArrayPropertyStart("users");
      users.forEach(user -> write(json, user));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toByteArray();
  }

  private static void write(JsonGenerator json, User user) {
    json.writeStartObject();
    json.writeStringProperty("name", user.name());
    json.writeBooleanProperty("enabled", user.enabled());
    json.writeStringProperty("policy", user.policy());
    json.writeArrayPropertyStart("keys");
    for (StoredKey key : user.keys()) {
      json.writeStartObject();
      json.writeStringProperty("id", key.id());
      json.writeStringProperty("created", key.created().toString());
      if (key.expires() != null) {
        json.writeStringProperty("expires", key.expires().toString());
      }
      json.writeStringProperty("secret", key.sealedSecret());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * The users in a file.
   *
   * @param source names the file
   * @throws StorageException when it is not such a file, or of another version
   */
  static List<User> parse(byte[] content, String source) {
    try {
      Map<String, ?> file = object(JsonTree.parse(new String(content, UTF_8)));
      requireNames(file, Set.of("format", "version", "users"));
      if (!FORMAT.equals(file.get("format"))) {
        throw new StorageException("not a file of keys: " + source);
      }
      if (!(file.get("version") instanceof BigDecimal version) || version.compareTo(VERSION) != 0) {
        throw new StorageException(
            "keys of another version: "
                + source
                + ", expected="
                + VERSION
                + ", actual="
                + file.get("version"));
      }
      List<User> users = new ArrayList<>();
      for (Object user : list(file.get("users"))) {
        users.add(user(object(user)));
      }
      return users;
    } catch (IllegalArgumentException | DateTimeException mistake) {
      throw new StorageException("damaged file of keys: " + source, mistake);
    }
  }

  private static User user(Map<String, ?> user) {
    requireNames(user, Set.of("name", "enabled", "policy", "keys"));
    List<StoredKey> keys = new ArrayList<>();
    for (Object key : list(user.get("keys"))) {
      keys.add(key(object(key)));
    }
    if (!(user.get("enabled") instanceof Boolean enabled)) {
      throw new IllegalArgumentException("enabled is neither true nor false");
    }
    return new User(string(user, "name"), enabled, string(user, "policy"), keys);
  }

  private static StoredKey key(Map<String, ?> key) {
    requireNames(key, Set.of("id", "created", "expires", "secret"));
    return new StoredKey(
        string(key, "id"),
        Instant.parse(string(key, "created")),
        key.containsKey("expires") ? Instant.parse(string(key, "expires")) : null,
        string(key, "secret"));
  }

  private static void requireNames(Map<String, ?> object, Set<String> known) {
    if (!known.containsAll(object.keySet())) {
      throw new IllegalArgumentException("a member that is not known");
    }
  }

  @SuppressWarnings("unchecked") // a tree's objects are such maps
  private static Map<String, ?> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, ?>) map;
    }
    throw new IllegalArgumentException("not an object");
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("not a list");
  }

  private static String string(Map<String, ?> object, String name) {
    if (object.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is no string");
  }
}
