package dev.stator.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.ContributorInsights;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Note;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.StreamShard;
import dev.stator.core.model.StreamView;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.ThroughputChanges;
import dev.stator.core.model.TimeToLive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogCodecTest {
  /** Line by line: layout, partitions, starts, retired with its successors, indexPartitions. */
  private static final String GOLDEN_LAYOUT =
      """
      066c61796f757407d5000000
      0a706172746974696f6e73080c000000020402820b00020402823300
      0673746172747308090000000201010204007d5aff
      07726574697265640875000000077000000009706172746974696f6e02040282150003656e6402040284
      15000b73706c69744d6963726f73020402841f0007696e64657865730806000000020402825b00
      0a737563636573736f72730821000000071c00000009706172746974696f6e0204028233000573746172
      74020402834100
      0f696e646578506172746974696f6e73070d00000001690806000000020402825b00
      """;

  /**
   * Line by line: layout, partitions, starts, retired, past with its successors, indexPartitions.
   */
  private static final String GOLDEN_LAYOUT_WITH_PAST =
      """
      0e6c61796f7574576974685061737407b8000000
      0a706172746974696f6e73080c000000020402820b00020402823300
      0673746172747308090000000201010204007d5aff
      07726574697265640800000000
      0470617374085b000000075600000009706172746974696f6e0204028215000b73706c69744d6963726f73020402841f00
      0a737563636573736f72730824000000071f00000009706172746974696f6e0204028233000873657175656e6365
      0204028247000f696e646578506172746974696f6e730700000000
      """;

  /** Line by line: layout, partitions, starts, retired, indexes, id, partitions, starts. */
  private static final String GOLDEN_INDEXES =
      """
      066c61796f7574077d000000
      0a706172746974696f6e730806000000020402820b00
      067374617274730800000000
      07726574697265640800000000
      07696e64657865730741000000
      0169073a000000
      026964020402825b00
      0a706172746974696f6e73080c000000020402830d00020402830e00
      0673746172747308090000000201010204007d5aff
      """;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void readsBackEveryEntry() {
    for (int i = 0; i < 2000; i++) {
      CatalogEntry entry = entry();

      assertThat(CatalogCodec.decode(CatalogCodec.encode(entry)))
          .as("seed %d", seed)
          .isEqualTo(entry);
    }
  }

  @Test
  void readsBackTheSmallestEntry() {
    CatalogEntry entry = smallest();

    assertThat(CatalogCodec.decode(CatalogCodec.encode(entry))).isEqualTo(entry);
  }

  private static CatalogEntry smallest() {
    TableDefinition definition =
        new TableDefinition(
            "t",
            "",
            0,
            TableStatus.ACTIVE,
            new TableSchema(
                new KeySchema(List.of(new KeyAttribute("k", ScalarType.B)), List.of()),
                List.of(),
                List.of(),
                List.of()),
            new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
            TableOptions.DEFAULT);
    return new CatalogEntry(definition, List.of(), Map.of());
  }

  /**
   * The list of ids and that of indexes are within "layout": who does not know it finds neither.
   */
  @Test
  void writesTheGoldenBytesOfASplitTable() {
    RetiredPartition retired =
        new RetiredPartition(
            2, 200, 300, List.of(9L), List.of(new RetiredPartition.Successor(5, 64)));
    CatalogEntry entry =
        smallest()
            .withMap(new PartitionMap(List.of(1L, 5L), List.of(0L, -1L), List.of(retired)))
            .withIndex("i", IndexPlace.of(List.of(9L)));

    Slice item = CatalogCodec.encode(entry);

    byte[] bytes = new byte[item.length()];
    item.buffer().getBytes(item.offset(), bytes);
    assertThat(HexFormat.of().formatHex(bytes)).endsWith(GOLDEN_LAYOUT.replaceAll("\\s", ""));
    assertThat(new AttributeReader(item).has("partitions")).isFalse();
    assertThat(new AttributeReader(item).has("indexPartitions")).isFalse();
    assertThat(CatalogCodec.decode(item)).isEqualTo(entry);
  }

  /** Under another name, so that an earlier version refuses it. */
  @Test
  void writesTheGoldenBytesOfATableWithWhatWasBeforeASplit() {
    PastPartition past = new PastPartition(2, 300, List.of(new PastPartition.Successor(5, 7)));
    CatalogEntry entry =
        smallest()
            .withMap(new PartitionMap(List.of(1L, 5L), List.of(0L, -1L), List.of(), List.of(past)));

    Slice item = CatalogCodec.encode(entry);

    byte[] bytes = new byte[item.length()];
    item.buffer().getBytes(item.offset(), bytes);
    assertThat(HexFormat.of().formatHex(bytes))
        .endsWith(GOLDEN_LAYOUT_WITH_PAST.replaceAll("\\s", ""));
    assertThat(new AttributeReader(item).has("layout")).isFalse();
    assertThat(new AttributeReader(item).has("indexPartitions")).isFalse();
    assertThat(CatalogCodec.decode(item)).isEqualTo(entry);
  }

  /** The list of the partitions of indexes has another name: who does not know it finds none. */
  @Test
  void writesTheGoldenBytesOfASplitIndex() {
    PartitionMap map = new PartitionMap(List.of(12L, 13L), List.of(0L, -1L), List.of());
    CatalogEntry entry =
        smallest().withMap(PartitionMap.equal(List.of(1L))).withIndex("i", new IndexPlace(9, map));

    Slice item = CatalogCodec.encode(entry);

    byte[] bytes = new byte[item.length()];
    item.buffer().getBytes(item.offset(), bytes);
    assertThat(HexFormat.of().formatHex(bytes)).endsWith(GOLDEN_INDEXES.replaceAll("\\s", ""));
    assertThat(new AttributeReader(item).map("layout").has("indexPartitions")).isFalse();
    assertThat(CatalogCodec.decode(item)).isEqualTo(entry);
  }

  @Test
  void tellsNotesFromTables() {
    Note note = new Note("import/1", "{\"a\":\"\u00e9\"}");

    assertThat(CatalogCodec.decodeNote(CatalogCodec.encode(note))).isEqualTo(note);
    assertThat(CatalogCodec.decodeNote(CatalogCodec.encode(entry()))).isNull();
  }

  private CatalogEntry entry() {
    Map<String, IndexPlace> indexes = new HashMap<>();
    boolean split = random.nextBoolean();
    TableDefinition definition = definition();
    definition.schema().globalIndexes().forEach(index -> indexes.put(index.name(), index(split)));
    return new CatalogEntry(
        definition,
        partitions(),
        indexes,
        list(3, this::stream),
        random.nextBoolean(),
        random.nextBoolean());
  }

  private PartitionMap partitions() {
    List<Long> ids = new ArrayList<>(list(5, this::id));
    ids.add(id());
    List<Long> starts = ids.stream().map(id -> random.nextLong()).toList();
    return random.nextBoolean()
        ? PartitionMap.equal(ids)
        : new PartitionMap(ids, starts, list(3, this::retired), list(3, this::past));
  }

  private IndexPlace index(boolean split) {
    PartitionMap map = partitions();
    return !split || map.isPlain()
        ? IndexPlace.of(list(4, this::id))
        : new IndexPlace(id(), new PartitionMap(map.ids(), map.starts(), List.of()));
  }

  private RetiredPartition retired() {
    return new RetiredPartition(
        id(),
        id(),
        id(),
        list(2, this::id),
        list(2, () -> new RetiredPartition.Successor(id(), id())));
  }

  private PastPartition past() {
    return new PastPartition(id(), id(), list(2, () -> new PastPartition.Successor(id(), id())));
  }

  private ChangeStream stream() {
    return new ChangeStream(
        ChangeStream.labelOf(random.nextInt()),
        any(StreamView.values()),
        random.nextBoolean() ? 0 : id(),
        name(),
        list(
            4,
            () ->
                new StreamShard(id(), id(), id(), random.nextBoolean() ? StreamShard.OPEN : id())),
        orNull(() -> new ResourcePolicy(name(), name())));
  }

  private TableDefinition definition() {
    return new TableDefinition(
        name(),
        UUID.randomUUID().toString(),
        random.nextLong() >>> random.nextInt(64),
        any(TableStatus.values()),
        new TableSchema(
            keys(),
            list(6, this::key),
            list(3, () -> new LocalIndex(name(), keys(), projection())),
            list(3, this::globalIndex)),
        new TableCapacity(
            any(BillingMode.values()),
            throughput(),
            orNull(this::throughput),
            orNull(this::throughput),
            id(),
            id(),
            random.nextInt(),
            id(),
            list(4, this::id)),
        options());
  }

  private GlobalIndex globalIndex() {
    return new GlobalIndex(
        name(),
        keys(),
        projection(),
        any(IndexStatus.values()),
        random.nextBoolean(),
        throughput(),
        orNull(this::throughput),
        orNull(this::throughput),
        random.nextBoolean()
            ? ThroughputChanges.NONE
            : new ThroughputChanges(id(), id(), random.nextInt()));
  }

  private TableOptions options() {
    Map<String, String> tags = new HashMap<>();
    list(4, this::name).forEach(name -> tags.put(name, random.nextBoolean() ? "" : name()));
    return new TableOptions(
        random.nextBoolean(),
        orNull(this::name),
        orNull(this::name),
        orNull(this::name),
        orNull(this::name),
        orNull(this::name),
        new TimeToLive(orNull(this::name), random.nextLong(1L << 42)),
        tags,
        new PointInTimeRecovery(random.nextLong(1L << 42), 1 + random.nextInt(35)),
        orNull(() -> new ResourcePolicy(name(), name())),
        insights());
  }

  private Map<String, ContributorInsights> insights() {
    Map<String, ContributorInsights> all = new HashMap<>();
    for (String index : list(3, () -> random.nextBoolean() ? TableOptions.OF_TABLE : name())) {
      all.put(
          index,
          new ContributorInsights(
              random.nextBoolean(), any(ContributorInsights.Mode.values()), id()));
    }
    return all;
  }

  private KeySchema keys() {
    return new KeySchema(list(4, this::key), list(4, this::key));
  }

  private KeyAttribute key() {
    return new KeyAttribute(name(), any(ScalarType.values()));
  }

  private Projection projection() {
    return new Projection(any(Projection.Type.values()), list(3, this::name));
  }

  private Throughput throughput() {
    return new Throughput(random.nextInt(4) - 1, id());
  }

  private long id() {
    return random.nextLong() >>> random.nextInt(64);
  }

  private String name() {
    String[] parts = {"a", "-", "ü", "日", "\uD83D\uDE00", "\u0000", "_", "."};
    StringBuilder name = new StringBuilder(Long.toHexString(random.nextLong()));
    for (int i = random.nextInt(5); i > 0; i--) {
      name.append(any(parts));
    }
    return name.toString();
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextBoolean() ? null : value.get();
  }

  private <T> List<T> list(int maxLength, Supplier<T> element) {
    List<T> elements = new ArrayList<>();
    for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
      elements.add(element.get());
    }
    return elements;
  }
}
