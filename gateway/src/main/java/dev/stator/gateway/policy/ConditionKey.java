package dev.stator.gateway.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a request a condition can ask for. */
public enum ConditionKey {
  /**
   * The values of the partition keys that a request names; numbers in decimal, binary in Base64.
   */
  LEADING_KEYS("dynamodb:LeadingKeys", Kind.TEXT, true),
  /** The attributes that a request names. */
  ATTRIBUTES("dynamodb:Attributes", Kind.TEXT, true),
  SELECT("dynamodb:Select", Kind.TEXT, false),
  RETURN_VALUES("dynamodb:ReturnValues", Kind.TEXT, false),
  RETURN_CONSUMED_CAPACITY("dynamodb:ReturnConsumedCapacity", Kind.TEXT, false),
  /** The operation that an action is a part of. */
  ENCLOSING_OPERATION("dynamodb:EnclosingOperation", Kind.TEXT, false),
  SOURCE_IP("aws:SourceIp", Kind.ADDRESS, false),
  CURRENT_TIME("aws:CurrentTime", Kind.TIME, false),
  EPOCH_TIME("aws:EpochTime", Kind.TIME, false),
  SECURE_TRANSPORT("aws:SecureTransport", Kind.TRUTH, false),
  USER_NAME("aws:username", Kind.TEXT, false);

  /** What values of a key are. */
  enum Kind {
    TEXT,
    ADDRESS,
    TIME,
    TRUTH
  }

  private final String text;
  private final Kind kind;
  private final boolean several;

  ConditionKey(String text, Kind kind, boolean several) {
    this.text = text;
    this.kind = kind;
    this.several = several;
  }

  /** The key of this name, in whatever case; null if there is none. */
  static @Nullable ConditionKey find(String name) {
    for (ConditionKey key : values()) {
      if (key.text.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return key;
      }
    }
    return null;
  }

  Kind kind() {
    return kind;
  }

  /** Whether a request can have several values of it. */
  boolean hasSeveral() {
    return several;
  }

  @Override
  public String toString() {
    return text;
  }
}
