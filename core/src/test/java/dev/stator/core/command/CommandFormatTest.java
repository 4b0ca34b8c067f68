package dev.stator.core.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.ScalarType;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The bytes of commands as logs hold them: a change here needs a new version of the format. */
class CommandFormatTest {
  private static final UnsafeBuffer KEY = new UnsafeBuffer("key".getBytes(UTF_8));
  private static final UnsafeBuffer REMOVED = new UnsafeBuffer("old key".getBytes(UTF_8));
  private static final long TICKET = 0x0000_0003_0000_0002L;
  private static final long PARTITION = 0x11;
  private static final long TIMESTAMP = 0x0005_1234_5678_9ABCL;

  private final CommandEncoder encoder = new CommandEncoder();

  @Test
  void putCarriesTheItemAndTheCondition() {
    begin(CommandDescriptor.PUT)
        .images(Images.OLD | Images.ON_FAILURE)
        .item(item(), 5)
        .condition(ExpressionParser.condition("attribute_exists(a)", new Placeholders(null, null)));

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 01 05 0300
        05000000 05000000 06000000 00000000 00000000
        6b6579 0161010176 011f01010161
        """);
    CommandView view = new CommandView().wrap(encoder.buffer(), 0);
    assertThat(view.ticket()).isEqualTo(TICKET);
    assertThat(view.partition()).isEqualTo(PARTITION);
    assertThat(view.timestamp()).isEqualTo(TIMESTAMP);
    assertThat(view.images()).isEqualTo(Images.OLD | Images.ON_FAILURE);
    assertThat(view.itemSize()).isEqualTo(5);
    assertThat(view.programOffset()).isEqualTo(encoder.length());
  }

  @Test
  void updateCarriesTheKeyTheProgramAndTheGuards() {
    begin(CommandDescriptor.UPDATE)
        .images(Images.NEW)
        .item(item(), 0)
        .update(ExpressionParser.update("REMOVE b", new Placeholders(null, null)))
        .guards(List.of(new KeyAttribute("g", ScalarType.S), new KeyAttribute("n", ScalarType.N)));

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 02 02 0300
        00000000 05000000 00000000 08000000 06000000
        6b6579 0161010176 0100012901010162 010167 02016e
        """);
    CommandView view = new CommandView().wrap(encoder.buffer(), 0);
    assertThat(view.conditionLength()).isZero();
    assertThat(view.guardsOffset() + view.guardsLength()).isEqualTo(encoder.length());
  }

  @Test
  void deleteCarriesTheKeyAlone() {
    begin(CommandDescriptor.DELETE);

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 03 00 0300
        00000000 00000000 00000000 00000000 00000000
        6b6579
        """);
  }

  @Test
  void indexCarriesTheEntryItsSourceAndTheKeyToRemove() {
    begin(CommandDescriptor.INDEX)
        .item(item(), 5)
        .source(0x21, 0x31, 0x30)
        .removedKey(REMOVED, 0, 7);

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 04 00 0300
        05000000 05000000 00000000 1f000000 00000000
        6b6579 0161010176
        2100000000000000 3100000000000000 3000000000000000 6f6c64206b6579
        """);
    CommandView view = new CommandView().wrap(encoder.buffer(), 0);
    assertThat(view.sourcePartition()).isEqualTo(0x21);
    assertThat(view.sourceSequence()).isEqualTo(0x31);
    assertThat(view.sourcePredecessor()).isEqualTo(0x30);
    assertThat(view.removedKeyOffset() + view.removedKeyLength()).isEqualTo(encoder.length());
  }

  @Test
  void expireCarriesTheKeyTheCutoffAndTheAttribute() {
    begin(CommandDescriptor.EXPIRE).expired(0x6543_2100L, "ttl".getBytes(UTF_8));

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 0a 00 0300
        00000000 00000000 00000000 0b000000 00000000
        6b6579 0021436500000000 74746c
        """);
    CommandView view = new CommandView().wrap(encoder.buffer(), 0);
    assertThat(view.cutoff()).isEqualTo(0x6543_2100L);
    assertThat(view.expiryAttributeOffset() + view.expiryAttributeLength())
        .isEqualTo(encoder.length());
  }

  @Test
  void checkCarriesTheKeyAndTheCondition() {
    begin(CommandDescriptor.CHECK)
        .condition(ExpressionParser.condition("attribute_exists(a)", new Placeholders(null, null)));

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 05 00 0300
        00000000 00000000 06000000 00000000 00000000
        6b6579 011f01010161
        """);
  }

  @Test
  void multiCarriesItsCommandsOneBehindTheOther() {
    TransactionEncoder transaction = new TransactionEncoder();
    begin(CommandDescriptor.DELETE);
    int first = transaction.stage(encoder);
    int second = transaction.stage(encoder);

    transaction.multi(TICKET, TIMESTAMP).append(first).append(second);

    String delete =
        """
        33000000
        0200000003000000 1100000000000000 bc9a785634120500 03 00 0300
        00000000 00000000 00000000 00000000 00000000
        6b6579
        """;
    assertThat(hex(transaction.buffer(), transaction.length()))
        .isEqualTo(
            withoutSpaces(
                """
                0200000003000000 0000000000000000 bc9a785634120500 06 00 0000
                00000000 00000000 00000000 6e000000 00000000
                """
                    + delete
                    + delete));
    CommandView multi = new CommandView().wrap(transaction.buffer(), 0);
    CommandView command = new CommandView();
    SubCommands commands = new SubCommands().wrap(multi);
    assertThat(commands.next(command)).isTrue();
    assertThat(commands.next(command)).isTrue();
    assertThat(command.type()).isEqualTo(CommandDescriptor.DELETE);
    assertThat(command.partition()).isEqualTo(PARTITION);
    assertThat(commands.next(command)).isFalse();
  }

  @Test
  void prepareCarriesTheParticipantAndItsCommands() {
    TransactionEncoder transaction = new TransactionEncoder();
    begin(CommandDescriptor.DELETE);
    int entry = transaction.stage(encoder);
    ParticipantKey participant = new ParticipantKey(0x0102030405060708L, 0x090A0B0C0D0E0F10L, 3);

    transaction.prepare(TICKET, PARTITION, TIMESTAMP, participant).append(entry);

    assertThat(hex(transaction.buffer(), transaction.length()))
        .isEqualTo(
            withoutSpaces(
                """
                0200000003000000 1100000000000000 bc9a785634120500 07 08 1200
                00000000 00000000 00000000 37000000 00000000
                0102030405060708 090a0b0c0d0e0f10 0300
                33000000
                0200000003000000 1100000000000000 bc9a785634120500 03 00 0300
                00000000 00000000 00000000 00000000 00000000
                6b6579
                """));
    CommandView view = new CommandView().wrap(transaction.buffer(), 0);
    assertThat(ParticipantKey.get(view.buffer(), view.keyOffset())).isEqualTo(participant);
    assertThat(participant.transaction()).isEqualTo("0102030405060708090a0b0c0d0e0f10");
  }

  @Test
  void commitCarriesTheParticipant() {
    ParticipantKey participant = new ParticipantKey(1, 2, 3);
    participant.put(encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    encoder
        .begin(CommandDescriptor.COMMIT, TICKET, PARTITION, TIMESTAMP, ParticipantKey.LENGTH)
        .images(Images.WHEN_DURABLE);

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 08 08 1200
        00000000 00000000 00000000 00000000 00000000
        0000000000000001 0000000000000002 0300
        """);
  }

  @Test
  void compactNamesASlice() {
    encoder.begin(CommandDescriptor.COMPACT, TICKET, PARTITION, TIMESTAMP, 0);
    encoder.slice(3L << 32 | 0x40, 192, 0x10000);

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 0b 00 0000
        00000000 00000000 00000000 10000000 00000000
        4000000003000000 c0000000 00000100
        """);
    CommandView view = new CommandView().wrap(encoder.buffer(), 0);
    assertThat(view.sliceFrom()).isEqualTo(3L << 32 | 0x40);
    assertThat(view.sliceRecords()).isEqualTo(192);
    assertThat(view.sliceBytes()).isEqualTo(0x10000);
  }

  @Test
  void closeAndOpenHaveNothingButTheirTime() {
    encoder.begin(CommandDescriptor.CLOSE, TICKET, PARTITION, TIMESTAMP, 0);

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 0c 00 0000
        00000000 00000000 00000000 00000000 00000000
        """);

    encoder.begin(CommandDescriptor.OPEN, TICKET, PARTITION, TIMESTAMP, 0);

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 0d 00 0000
        00000000 00000000 00000000 00000000 00000000
        """);
  }

  @Test
  void writesTheGoldenBytesOfAnOpenThatInherits() {
    encoder
        .begin(CommandDescriptor.OPEN, TICKET, PARTITION, TIMESTAMP, 0)
        .inherited(new TreeMap<>(Map.of(5L, 258L, 6L, 1L)));

    assertBytes(
        """
        0200000003000000 1100000000000000 bc9a785634120500 0d 00 0000
        00000000 00000000 00000000 20000000 00000000
        0500000000000000 0201000000000000
        0600000000000000 0100000000000000
        """);
    CommandView view = new CommandView().wrap(encoder.buffer(), 0);
    assertThat(view.inheritedSources()).isEqualTo(2);
    assertThat(view.inheritedSource(1)).isEqualTo(6);
    assertThat(view.inheritedSequence(0)).isEqualTo(258);
  }

  @Test
  void leavesNothingOfTheCommandBefore() {
    begin(CommandDescriptor.INDEX)
        .images(7)
        .item(item(), 5)
        .source(1, 2, 3)
        .removedKey(REMOVED, 0, 7);
    begin(CommandDescriptor.DELETE);
    String second = hex();

    CommandEncoder fresh = new CommandEncoder();
    fresh.keyBuffer().putBytes(CommandEncoder.KEY_OFFSET, KEY, 0, 3);
    fresh.begin(CommandDescriptor.DELETE, TICKET, PARTITION, TIMESTAMP, 3);

    byte[] bytes = new byte[fresh.length()];
    fresh.buffer().getBytes(0, bytes);
    assertThat(second).isEqualTo(HexFormat.of().formatHex(bytes));
  }

  private CommandEncoder begin(byte type) {
    encoder.keyBuffer().putBytes(CommandEncoder.KEY_OFFSET, KEY, 0, 3);
    return encoder.begin(type, TICKET, PARTITION, TIMESTAMP, 3);
  }

  /** The item with "v" as its attribute a. */
  private static Slice item() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(16);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("a");
    writer.string("v");
    return new Slice(buffer, 0, writer.position());
  }

  private void assertBytes(String golden) {
    assertThat(hex()).isEqualTo(withoutSpaces(golden));
  }

  private static String withoutSpaces(String golden) {
    return golden.replaceAll("\\s", "");
  }

  private String hex() {
    return hex(encoder.buffer(), encoder.length());
  }

  private static String hex(DirectBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
