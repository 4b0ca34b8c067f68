package dev.stator.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static final Path FILE = Path.of("/data/backups/1/manifest");
  private static final KeyAttribute ID = new KeyAttribute("id", ScalarType.S);

  private static final TableDefinition TABLE =
      new TableDefinition(
          "things",
          "0c5a2ee6-0000-0000-0000-000000000000",
          1_767_225_600_000L,
          TableStatus.ACTIVE,
          new TableSchema(new KeySchema(List.of(ID), List.of()), List.of(ID), List.of(), List.of()),
          new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
          TableOptions.DEFAULT.withRecovery(new PointInTimeRecovery(1_767_225_600_000L, 7)),
          new RestoredFrom(null, "others", 1_767_225_599_000L));

  private static final SnapshotManifest MANIFEST =
      new SnapshotManifest(
          "01767225600000-0000abcd",
          "nightly",
          SnapshotKind.SYSTEM,
          1_767_225_601_000L,
          Long.MAX_VALUE,
          TABLE,
          List.of(
              new SnapshotPartition(
                  7, List.of(new SnapshotSegment(2, 0x80, 0)), 5, 1_767_225_600_000_000L, 3, 99),
              new SnapshotPartition(
                  8,
                  List.of(new SnapshotSegment(1, 0x1000, 17), new SnapshotSegment(4, 0x40, 0)),
                  6,
                  18,
                  0,
                  0)));

  private static final SnapshotManifest WITH_SPLIT =
      new SnapshotManifest(
          "01767225600000-0000abcd",
          "of an export",
          SnapshotKind.TASK,
          1_767_225_601_000L,
          1_767_225_600_000_000L,
          TABLE,
          List.of(
              new SnapshotPartition(
                  9,
                  List.of(),
                  5,
                  7,
                  3,
                  99,
                  new Tenure(7, 1_767_225_600_500_000L, 4, Tenure.STILL)),
              new SnapshotPartition(
                  7,
                  List.of(new SnapshotSegment(2, 0x80, 0)),
                  6,
                  18,
                  0,
                  0,
                  new Tenure(0, 0, 0, 1_767_225_600_500_000L))));

  @Test
  void readsWhatItWrote() {
    assertThat(ManifestCodec.decode(FILE, ManifestCodec.encode(MANIFEST))).isEqualTo(MANIFEST);
    assertThat(ManifestCodec.decode(FILE, ManifestCodec.encode(WITH_SPLIT))).isEqualTo(WITH_SPLIT);
  }

  /** What knows no splits refuses a manifest with one, and reads all others. */
  @Test
  void isOfTheSecondVersionOnlyWhenAPartitionWasSplit() {
    assertThat(ManifestCodec.encode(MANIFEST)[ManifestCodec.VERSION_OFFSET]).isEqualTo((byte) 1);
    assertThat(ManifestCodec.encode(WITH_SPLIT)[ManifestCodec.VERSION_OFFSET]).isEqualTo((byte) 2);
  }

  @Test
  void refusesEveryFlippedBitAndEveryMissingByte() {
    byte[] bytes = ManifestCodec.encode(WITH_SPLIT);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      assertRefused(flipped);
      assertRefused(Arrays.copyOf(bytes, i));
    }
  }

  @Test
  void refusesAnotherVersion() {
    byte[] bytes = ManifestCodec.encode(MANIFEST);
    bytes[ManifestCodec.VERSION_OFFSET] = 3;

    assertThatThrownBy(() -> ManifestCodec.decode(FILE, bytes))
        .isInstanceOf(StorageException.class)
        .hasMessage("manifest of another version: file=" + FILE + ", expected=1 or 2, actual=3");
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> ManifestCodec.decode(FILE, bytes))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(FILE.toString());
  }
}
