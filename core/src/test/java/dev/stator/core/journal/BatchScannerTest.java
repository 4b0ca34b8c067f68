package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Batches are found among zeros, wherever they begin. */
class BatchScannerTest {
  private static final int LENGTH = 5 * BatchView.BLANK_LENGTH / 2;
  private static final long SALT = 77;

  @Test
  void findsABatchAtAnyPosition() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ByteBuffer batch = sealed();
    int places = (LENGTH - batch.remaining()) / BatchDescriptor.ALIGNMENT + 1;
    for (int i = 0; i < 2000; i++) {
      int position = random.nextInt(places) * BatchDescriptor.ALIGNMENT;
      int from = random.nextInt(places) * BatchDescriptor.ALIGNMENT;
      ByteBuffer file = ByteBuffer.allocateDirect(LENGTH);
      file.put(position, batch, batch.position(), batch.remaining());

      int found = BatchScanner.find(new BatchView(file), from, SALT);

      assertThat(found)
          .as("seed %d: batch at %d, from %d", seed, position, from)
          .isEqualTo(from <= position ? position : -1);
    }
  }

  @Test
  void aByteIsEnoughForABlockNotToBeBlank() {
    ByteBuffer file = ByteBuffer.allocateDirect(2 * BatchView.BLANK_LENGTH);
    BatchView view = new BatchView(file);
    assertThat(view.isBlank(0)).isTrue();
    assertThat(view.isBlank(BatchView.BLANK_LENGTH)).isTrue();
    assertThat(view.isBlank(BatchView.BLANK_LENGTH + BatchDescriptor.ALIGNMENT)).isFalse();

    for (int position : new int[] {0, 8, 4099, BatchView.BLANK_LENGTH - 1}) {
      file.put(position, (byte) 1);
      assertThat(view.isBlank(0)).as("byte at %d", position).isFalse();
      file.put(position, (byte) 0);
    }
  }

  private static ByteBuffer sealed() {
    Batch batch = Journals.batch(new byte[] {1, 2, 3});
    batch.seal(1, 1, SALT, 0);
    return batch.bytes();
  }
}
