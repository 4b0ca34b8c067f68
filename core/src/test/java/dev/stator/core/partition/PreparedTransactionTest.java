package dev.stator.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.command.TransactionEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreparedTransactionTest {
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("id", ScalarType.S)), List.of());
  private static final Condition ABSENT =
      ExpressionParser.condition("attribute_not_exists(id)", new Placeholders(null, null));
  private static final ParticipantKey FIRST = new ParticipantKey(1, 1, 0);
  private static final ParticipantKey SECOND = new ParticipantKey(2, 2, 0);

  private final MemoryFileStore files = new MemoryFileStore();
  private final PageArena arena = new PageArena(4096);
  private final CommandEncoder encoder = new CommandEncoder();
  private final PartitionReader reader = new PartitionReader();
  private Partition partition = open(PartitionState.empty(1));

  @BeforeEach
  void putOneItem() {
    apply(put("a", "old", null));
  }

  @AfterEach
  void giveBackEverything() {
    partition.close();
    assertThat(arena.pagesInUse()).isZero();
    arena.close();
  }

  @Test
  void showsNothingBeforeTheCommitAndEverythingAfter() {
    Reply prepared = prepare(FIRST, put("a", "new", null), put("b", "new", null));

    assertThat(prepared.error()).isNull();
    assertThat(value("a")).isEqualTo("old");
    assertThat(value("b")).isNull();

    Reply committed = apply(outcome(CommandDescriptor.COMMIT, FIRST));

    assertThat(committed.parts()).hasSize(2);
    assertThat(value("a")).isEqualTo("new");
    assertThat(value("b")).isEqualTo("new");
  }

  @Test
  void locksItsKeysUntilTheOutcome() {
    prepare(FIRST, put("a", "new", null));

    assertThat(apply(put("a", "other", null)).error()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
    assertThat(apply(put("c", "other", null)).error()).isNull();
    Reply second = prepare(SECOND, put("b", "x", null), put("a", "x", null));
    assertThat(second.error()).isEqualTo(ErrorCode.TRANSACTION_CANCELED);
    assertThat(second.parts().get(0).error()).isNull();
    assertThat(second.parts().get(1).error()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
    assertThat(second.parts().get(1).message()).isEqualTo("Transaction is ongoing for the item");
    assertThat(read("a").error()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
    assertThat(read("b").error()).isNull();

    apply(outcome(CommandDescriptor.ABORT, FIRST));

    assertThat(apply(put("a", "other", null)).error()).isNull();
    assertThat(value("a")).isEqualTo("other");
  }

  @Test
  void promisesNothingWhenOneConditionFails() {
    Reply refused = prepare(FIRST, put("b", "new", ABSENT), put("a", "new", ABSENT));

    assertThat(refused.error()).isEqualTo(ErrorCode.TRANSACTION_CANCELED);
    assertThat(refused.parts().get(0).error()).isNull();
    assertThat(refused.parts().get(1).error()).isEqualTo(ErrorCode.CONDITIONAL_CHECK_FAILED);
    assertThat(apply(put("b", "other", null)).error()).isNull();
    apply(outcome(CommandDescriptor.COMMIT, FIRST));
    assertThat(value("a")).isEqualTo("old");
  }

  @Test
  void carriesACommitOutOnce() {
    prepare(FIRST, put("a", "new", null));
    apply(outcome(CommandDescriptor.COMMIT, FIRST));
    apply(put("a", "newer", null));

    apply(outcome(CommandDescriptor.COMMIT, FIRST));

    assertThat(value("a")).isEqualTo("newer");
  }

  @Test
  void remembersWhatItHasPromisedWhenItIsOpenedAnew() {
    prepare(FIRST, put("a", "new", null));
    prepare(SECOND, put("b", "new", null));
    apply(outcome(CommandDescriptor.ABORT, SECOND));

    reopen();

    assertThat(partition.preparedParticipants()).containsExactly(FIRST);
    assertThat(apply(put("a", "other", null)).error()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
    assertThat(apply(put("b", "other", null)).error()).isNull();
    apply(outcome(CommandDescriptor.COMMIT, FIRST));
    assertThat(value("a")).isEqualTo("new");

    reopen();

    assertThat(partition.preparedParticipants()).isEmpty();
    assertThat(value("a")).isEqualTo("new");
    assertThat(partition.itemCount()).isEqualTo(2);
  }

  @Test
  void givesEveryStateOfAnItemAVersionOfItsOwn() {
    long present = read("a").version();
    long absent = read("b").version();

    apply(put("b", "x", null));
    long created = read("b").version();
    encodeKey("b");
    apply(encoder.begin(CommandDescriptor.DELETE, 0, 1, 1, keyLength("b")));
    long deleted = read("b").version();

    assertThat(read("a").version()).isEqualTo(present);
    assertThat(List.of(absent, created, deleted, present)).doesNotHaveDuplicates();
  }

  private Partition open(PartitionState state) {
    return Partition.open(
        files,
        new PartitionConfig(
            1, Path.of("/p"), KEYS, List.of(), new SegmentConfig(4096, 16 << 10, null)),
        state,
        arena);
  }

  private void reopen() {
    PartitionState state = partition.state();
    partition.close();
    partition = open(state);
  }

  private Reply apply(CommandEncoder command) {
    Reply reply = new Reply();
    partition.apply(new CommandView().wrap(command.buffer(), 0), reply);
    return reply;
  }

  private Reply prepare(ParticipantKey participant, CommandEncoder... puts) {
    TransactionEncoder transaction = new TransactionEncoder();
    int[] entries = new int[puts.length];
    for (int i = 0; i < puts.length; i++) {
      entries[i] = transaction.stage(puts[i]);
    }
    transaction.prepare(0, 1, 1, participant);
    for (int entry : entries) {
      transaction.append(entry);
    }
    Reply reply = new Reply();
    partition.apply(new CommandView().wrap(transaction.buffer(), 0), reply);
    return reply;
  }

  private static CommandEncoder put(String id, String value, @Nullable Condition condition) {
    CommandEncoder put = new CommandEncoder();
    Slice item = item(id, value);
    int length =
        KeyCodec.encode(
            KEYS, item.buffer(), 0, item.length(), put.keyBuffer(), CommandEncoder.KEY_OFFSET);
    return put.begin(CommandDescriptor.PUT, 0, 1, 1, length)
        .item(item, ItemScanner.size(item.buffer(), 0, item.length()))
        .condition(condition);
  }

  private CommandEncoder outcome(byte type, ParticipantKey participant) {
    participant.put(encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    return encoder.begin(type, 0, 1, 1, ParticipantKey.LENGTH);
  }

  private void encodeKey(String id) {
    encoder.keyBuffer().putBytes(CommandEncoder.KEY_OFFSET, key(id));
  }

  private static int keyLength(String id) {
    return key(id).length;
  }

  private static byte[] key(String id) {
    Slice item = item(id, null);
    ExpandableArrayBuffer key = new ExpandableArrayBuffer();
    byte[] bytes = new byte[KeyCodec.encode(KEYS, item.buffer(), 0, item.length(), key, 0)];
    key.getBytes(0, bytes);
    return bytes;
  }

  private static Slice item(String id, @Nullable String value) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("id");
    writer.string(id);
    if (value != null) {
      writer.name("v");
      writer.string(value);
    }
    return new Slice(buffer, 0, writer.position());
  }

  private Reply read(String id) {
    Reply reply = new Reply();
    reader.getInTransaction(partition, key(id), null, false, reply);
    return reply;
  }

  private @Nullable String value(String id) {
    Reply reply = new Reply();
    ExpandableArrayBuffer key = new ExpandableArrayBuffer();
    key.putBytes(0, key(id));
    reader.get(partition, key, 0, keyLength(id), null, reply);
    Slice item = reply.item();
    if (item == null) {
      return null;
    }
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), "v");
    return item.buffer()
        .getStringWithoutLengthUtf8(value + 2, item.offset() + item.length() - value - 2);
  }
}
