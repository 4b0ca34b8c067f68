package dev.stator.core.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.Images;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.command.TransactionEncoder;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.expression.Update;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.segment.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Random commands on few keys: of items with keys pk, n and local indexes, or of index entries. */
final class RandomCommands {
  static final KeySchema KEYS =
      new KeySchema(
          List.of(new KeyAttribute("pk", ScalarType.S)),
          List.of(new KeyAttribute("n", ScalarType.N)));

  static final List<LocalIndex> LOCAL_INDEXES =
      List.of(
          new LocalIndex("by-l", rangeKey("l", ScalarType.S), Projection.EVERYTHING),
          new LocalIndex(
              "by-m",
              rangeKey("m", ScalarType.N),
              new Projection(Projection.Type.INCLUDE, List.of("v"))));

  /** The attribute that expires items. */
  static final byte[] EXPIRY = "m".getBytes(UTF_8);

  private static final String[] CONDITIONS = {
    "attribute_exists(pk)",
    "attribute_not_exists(pk)",
    "attribute_exists(l)",
    "size(v) > :s",
    "m < :s"
  };
  private static final String[] UPDATES = {
    "SET v = :v",
    "SET l = :v, m = :s",
    "REMOVE l",
    "ADD c :s",
    "SET c = c + :s", // refused while there is no c
    "SET l = :s", // refused: l is a string
    "SET v = if_not_exists(v, :v) REMOVE m"
  };

  private final Random random;
  private final CommandEncoder encoder = new CommandEncoder();
  private long timestamp = 1_000_000;
  private long sourceSequence = 1;

  RandomCommands(Random random) {
    this.random = random;
  }

  private static KeySchema rangeKey(String name, ScalarType type) {
    return new KeySchema(
        List.of(new KeyAttribute("pk", ScalarType.S)), List.of(new KeyAttribute(name, type)));
  }

  /** The next write of an item. */
  byte[] write() {
    Slice key = key();
    Slice item = random.nextInt(20) == 0 ? bigItem(key) : withKey(key);
    byte[] types = {CommandDescriptor.PUT, CommandDescriptor.UPDATE, CommandDescriptor.DELETE};
    byte type = types[random.nextInt(types.length)];
    begin(type, key);
    encoder.images(random.nextInt(8) & (Images.OLD | Images.NEW | Images.ON_FAILURE));
    Condition condition = random.nextInt(3) == 0 ? condition() : null;
    switch (type) {
      case CommandDescriptor.PUT -> encoder.item(item, size(item)).condition(condition);
      case CommandDescriptor.UPDATE ->
          encoder.item(key, 0).condition(condition).update(update()).guards(guards());
      default -> encoder.condition(condition);
    }
    return bytes();
  }

  /** The next write of an item, or a step of a transaction: also ones that are not known. */
  byte[] step() {
    ParticipantKey participant = new ParticipantKey(1, 2, random.nextInt(5));
    return switch (random.nextInt(6)) {
      case 0 -> prepare(participant);
      case 1 -> outcome(CommandDescriptor.COMMIT, participant);
      case 2 -> outcome(CommandDescriptor.ABORT, participant);
      case 3 -> expire();
      default -> write();
    };
  }

  /** The removal of an item by its attribute m, whether it has expired or not. */
  byte[] expire() {
    begin(CommandDescriptor.EXPIRE, key());
    encoder.expired(random.nextInt(4), EXPIRY);
    return bytes();
  }

  /**
   * The next step, or a slice of a compaction of a segment that may be full or not, or the
   * partition is closed or opened.
   */
  byte[] stepOrSlice() {
    if (random.nextInt(20) == 0) {
      boolean closes = random.nextInt(4) == 0;
      encoder.begin(
          closes ? CommandDescriptor.CLOSE : CommandDescriptor.OPEN, 0, 1, timestamp += 3, 0);
      return bytes();
    }
    return random.nextInt(4) == 0 ? slice() : step();
  }

  /** The next change of an entry, or a slice of a compaction. */
  byte[] changeOrSlice() {
    return random.nextInt(4) == 0 ? slice() : change();
  }

  private byte[] slice() {
    encoder.begin(CommandDescriptor.COMPACT, 0, 1, 0, 0);
    long firstRecord = Location.of(1 + random.nextInt(20), 64);
    encoder.slice(firstRecord, 1 + random.nextInt(100), 1 + random.nextInt(10_000));
    return bytes();
  }

  private byte[] prepare(ParticipantKey participant) {
    TransactionEncoder transaction = new TransactionEncoder();
    List<Integer> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      CommandView write = new CommandView().wrap(new UnsafeBuffer(write()), 0);
      byte[] key = new byte[write.keyLength()];
      write.buffer().getBytes(write.keyOffset(), key);
      if (keys.add(HexFormat.of().formatHex(key))) {
        entries.add(transaction.stage(encoder));
      }
    }
    transaction.prepare(0, 1, timestamp, participant);
    entries.forEach(transaction::append);
    byte[] bytes = new byte[transaction.length()];
    transaction.buffer().getBytes(0, bytes);
    return bytes;
  }

  private byte[] outcome(byte type, ParticipantKey participant) {
    participant.put(encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    encoder.begin(type, 0, 1, ++timestamp, ParticipantKey.LENGTH);
    return bytes();
  }

  /** The next change of an entry, or one sent again, or one out of order. */
  byte[] change() {
    Slice key = key();
    Slice removed = key();
    boolean put = random.nextInt(4) > 0;
    boolean remove = !put || random.nextInt(3) == 0;
    ExpandableArrayBuffer removedKey = new ExpandableArrayBuffer();
    int removedLength = encodeKey(removed, removedKey, 0);
    if (put) {
      begin(CommandDescriptor.INDEX, key);
      Slice entry = withKey(key);
      encoder.item(entry, size(entry));
    } else {
      encoder.begin(CommandDescriptor.INDEX, 0, 1, ++timestamp, 0);
    }
    long predecessor = sourceSequence;
    if (random.nextInt(5) == 0) {
      predecessor += 1;
    } else if (random.nextInt(5) > 0) {
      sourceSequence += 1 + random.nextInt(3);
    }
    encoder.source(7, sourceSequence, random.nextBoolean() ? 0 : predecessor);
    if (remove) {
      encoder.removedKey(removedKey, 0, removedLength);
    }
    return bytes();
  }

  private void begin(byte type, Slice key) {
    int length = encodeKey(key, encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    timestamp += random.nextInt(3) - 1; // clocks go back
    encoder.begin(type, random.nextLong(), 1, timestamp, length);
  }

  private static int encodeKey(Slice item, ExpandableArrayBuffer target, int offset) {
    return KeyCodec.encode(KEYS, item.buffer(), item.offset(), item.length(), target, offset);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[encoder.length()];
    encoder.buffer().getBytes(0, bytes);
    return bytes;
  }

  private static int size(Slice item) {
    return ItemScanner.size(item.buffer(), item.offset(), item.length());
  }

  private Slice withKey(Slice key) {
    return extend(key, "x".repeat(random.nextInt(200)));
  }

  private Slice bigItem(Slice key) {
    return extend(key, "y".repeat(5000));
  }

  private Slice extend(Slice key, String v) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    buffer.putBytes(0, key.buffer(), key.offset(), key.length());
    ItemWriter writer = new ItemWriter().wrap(buffer, key.length());
    text(writer, "v", v);
    text(writer, "l", random.nextInt(3) == 0 ? null : "l" + random.nextInt(4));
    if (random.nextBoolean()) {
      writer.name("m");
      writer.number(Integer.toString(random.nextInt(5) - 2));
    }
    return new Slice(buffer, 0, writer.position());
  }

  /** The key attributes of one of few items. */
  private Slice key() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    text(writer, "pk", "p" + random.nextInt(4));
    writer.name("n");
    writer.number(Integer.toString(random.nextInt(6) - 3));
    return new Slice(buffer, 0, writer.position());
  }

  private static void text(ItemWriter writer, String name, @Nullable String value) {
    if (value != null) {
      writer.name(name);
      writer.string(value);
    }
  }

  private Condition condition() {
    String text = CONDITIONS[random.nextInt(CONDITIONS.length)];
    return ExpressionParser.condition(text, new Placeholders(null, values()));
  }

  private Update update() {
    String text = UPDATES[random.nextInt(UPDATES.length)];
    return ExpressionParser.update(text, new Placeholders(null, values()));
  }

  private Slice values() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    text(writer, ":v", "v" + random.nextInt(100));
    writer.name(":s");
    writer.number(Integer.toString(random.nextInt(100)));
    return new Slice(buffer, 0, writer.position());
  }

  private static List<KeyAttribute> guards() {
    return List.of(new KeyAttribute("l", ScalarType.S), new KeyAttribute("m", ScalarType.N));
  }
}
