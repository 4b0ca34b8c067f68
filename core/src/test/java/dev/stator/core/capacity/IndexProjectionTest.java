package dev.stator.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexProjectionTest {
  private static final KeySchema TABLE =
      new KeySchema(
          List.of(new KeyAttribute("pk", ScalarType.S)),
          List.of(new KeyAttribute("sk", ScalarType.S)));
  private static final KeySchema INDEX =
      new KeySchema(
          List.of(new KeyAttribute("gh", ScalarType.S)),
          List.of(new KeyAttribute("gr", ScalarType.S)));

  private static final Projection KEYS = new Projection(Projection.Type.KEYS_ONLY, List.of());
  private static final Projection SOME =
      new Projection(Projection.Type.INCLUDE, List.of("data", "g"));

  @Test
  void keepsTheKeysOfTableAndIndexInTheOrderOfTheItem() {
    Slice item = item("x", "1", "gr", "r", "pk", "p", "data", "d", "gh", "h", "sk", "s");

    assertThat(project(KEYS, item))
        .isEqualTo(bytes(item("gr", "r", "pk", "p", "gh", "h", "sk", "s")));
    assertThat(project(SOME, item))
        .isEqualTo(bytes(item("gr", "r", "pk", "p", "data", "d", "gh", "h", "sk", "s")));
    assertThat(project(Projection.EVERYTHING, item)).isEqualTo(bytes(item));
  }

  @Test
  void theSizeIsThatOfTheProjectedEntry() {
    Slice item = item("x", "1", "gr", "r", "pk", "p", "data", "ddd", "gh", "h", "sk", "s");
    IndexProjection index = new IndexProjection(TABLE, INDEX, SOME);

    int size = index.size(item.buffer(), item.offset(), item.length());

    assertThat(size).isEqualTo(4 * 3 + 4 + 3);
    assertThat(
            new IndexProjection(TABLE, INDEX, Projection.EVERYTHING)
                .size(item.buffer(), 0, item.length()))
        .isEqualTo(ItemScanner.size(item.buffer(), 0, item.length()));
  }

  @Test
  void itemsWithoutAKeyAttributeOrWithOneThatCannotBeAKeyAreLeftOut() {
    assertThat(indexes(item("pk", "p", "sk", "s", "gh", "h", "gr", "r"))).isTrue();
    assertThat(indexes(item("pk", "p", "sk", "s", "gh", "h"))).isFalse();
    assertThat(indexes(item("pk", "p", "sk", "s", "gr", "r"))).isFalse();
    assertThat(indexes(item("pk", "p", "sk", "s", "gh", "", "gr", "r"))).isFalse();
    assertThat(indexes(item("pk", "p", "sk", "s", "gh", 5, "gr", "r"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025})
  void aRangeKeyHasAtMostOneKilobyte(int length) {
    Slice item = item("pk", "p", "sk", "s", "gh", "h", "gr", "r".repeat(length));

    assertThat(indexes(item)).isEqualTo(length <= 1024);
  }

  @Test
  void chargesWhatHappensToTheEntry() {
    Slice without = item("pk", "p", "sk", "s", "other", "x");
    Slice small = item("pk", "p", "sk", "s", "gh", "h", "gr", "r");
    Slice moved = item("pk", "p", "sk", "s", "gh", "h", "gr", "r2");
    Slice reordered = item("gr", "r", "gh", "h", "sk", "s", "pk", "p", "other", "new");
    Slice large = item("pk", "p", "sk", "s", "gh", "h", "gr", "r", "data", "d".repeat(3000));
    IndexProjection index = new IndexProjection(TABLE, INDEX, SOME);

    assertThat(IndexWriteUnits.of(index, null, without)).as("stays out").isZero();
    assertThat(IndexWriteUnits.of(index, without, small)).as("enters").isEqualTo(1);
    assertThat(IndexWriteUnits.of(index, null, large)).as("enters large").isEqualTo(3);
    assertThat(IndexWriteUnits.of(index, large, null)).as("is deleted").isEqualTo(3);
    assertThat(IndexWriteUnits.of(index, large, without)).as("leaves").isEqualTo(3);
    assertThat(IndexWriteUnits.of(index, small, moved)).as("moves").isEqualTo(2);
    assertThat(IndexWriteUnits.of(index, large, moved)).as("moves large").isEqualTo(4);
    assertThat(IndexWriteUnits.of(index, small, reordered)).as("is unchanged").isZero();
    assertThat(IndexWriteUnits.of(index, large, small)).as("shrinks").isEqualTo(3);
    assertThat(IndexWriteUnits.of(index, small, large)).as("grows").isEqualTo(3);
  }

  private static boolean indexes(Slice item) {
    return new IndexProjection(TABLE, INDEX, KEYS)
        .indexes(item.buffer(), item.offset(), item.length());
  }

  private static byte[] project(Projection projection, Slice item) {
    ExpandableArrayBuffer out = new ExpandableArrayBuffer();
    int length =
        new IndexProjection(TABLE, INDEX, projection)
            .project(item.buffer(), item.offset(), item.length(), out, 7);
    return bytes(new Slice(out, 7, length));
  }

  private static byte[] bytes(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    slice.buffer().getBytes(slice.offset(), bytes);
    return bytes;
  }

  /** An item of pairs of a name and a string or a number. */
  private static Slice item(Object... pairs) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      writer.name((String) pairs[i]);
      switch (pairs[i + 1]) {
        case String text -> writer.string(text);
        case Integer number -> writer.number(number.toString());
        default -> throw new IllegalArgumentException("no such value: " + pairs[i + 1]);
      }
    }
    return new Slice(buffer, 0, writer.position());
  }
}
