package dev.stator.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemProjectorTest {
  private static final Map<String, Object> ITEM =
      Items.map(
          "p",
          "k",
          "a",
          Items.map("b", List.of(2, 4, Items.map("x", "hi", "y", "yo")), "c", 5),
          "b",
          "hello");

  private final ItemProjector projector = new ItemProjector();

  @Test
  void projectsWholeAttributes() {
    assertThat(project("b, p", ITEM)).isEqualTo(Items.map("p", "k", "b", "hello"));
    assertThat(project("ghost", ITEM)).isEmpty();
  }

  @Test
  void keepsTheStructureAroundNestedParts() {
    assertThat(project("a.b[0]", ITEM)).isEqualTo(Items.map("a", Items.map("b", List.of(2))));
    assertThat(project("a.b[2].y", ITEM))
        .isEqualTo(Items.map("a", Items.map("b", List.of(Items.map("y", "yo")))));
    assertThat(project("a.c, b", ITEM)).isEqualTo(Items.map("a", Items.map("c", 5), "b", "hello"));
  }

  @Test
  void compactsElementsInAscendingOrder() {
    assertThat(project("a.b[2].x, a.b[0], a.b[7]", ITEM))
        .isEqualTo(Items.map("a", Items.map("b", List.of(2, Items.map("x", "hi")))));
  }

  @Test
  void leavesOutWhatIsMissingWithItsParents() {
    for (String missing :
        List.of("x", "a.b[3]", "a.x", "a.x.y", "a.b[3].x", "a.b.x", "a[0]", "a.b[0].x", "b[0]")) {
      assertThat(project(missing, ITEM)).as(missing).isEmpty();
      assertThat(project("p, " + missing, ITEM)).as(missing).isEqualTo(Items.map("p", "k"));
    }
  }

  @Test
  void projectsWhatAnUpdateTouches() {
    Update update =
        ExpressionParser.update("SET a.c = b, n = b REMOVE a.b[1]", new Placeholders(null, null));

    assertThat(project(ItemProjection.ofUpdate(update), ITEM))
        .isEqualTo(Items.map("a", Items.map("b", List.of(4), "c", 5)));
  }

  @Test
  void agreesWithTheNaiveProjectionOfRandomItems() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomTrees trees = new RandomTrees(random);
    for (int i = 0; i < 40_000; i++) {
      Map<String, Object> item = trees.item();
      ItemProjection projection = new ItemProjection(trees.distinctPaths(1 + random.nextInt(5)));

      assertThat(project(projection, item))
          .as("seed=%s, round=%s, item=%s, projection=%s", seed, i, item, projection)
          .isEqualTo(naive(projection, item));
    }
  }

  /** Every path on its own, merged into trees whose lists are still maps by index. */
  private static Map<String, Object> naive(ItemProjection projection, Map<String, Object> item) {
    Map<Object, Object> root = new LinkedHashMap<>();
    for (Path path : projection.paths()) {
      Object found = NaiveDocument.find(path, item);
      if (found != null) {
        merge(root, path.elements(), found);
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    root.forEach((name, value) -> result.put((String) name, settled(value)));
    return result;
  }

  private record Leaf(Object value) {}

  @SuppressWarnings("unchecked")
  private static void merge(Map<Object, Object> node, List<PathElement> path, Object value) {
    Object key =
        switch (path.getFirst()) {
          case Name name -> name.text();
          case Index(long index) -> index;
        };
    if (path.size() == 1) {
      node.put(key, new Leaf(value));
    } else {
      Object child = node.computeIfAbsent(key, _ -> new TreeMap<>());
      merge((Map<Object, Object>) child, path.subList(1, path.size()), value);
    }
  }

  private static @Nullable Object settled(Object node) {
    if (node instanceof Leaf(Object value)) {
      return value;
    }
    Map<?, ?> children = (Map<?, ?>) node;
    if (children.keySet().iterator().next() instanceof Long) {
      List<@Nullable Object> list = new ArrayList<>();
      children.values().forEach(child -> list.add(settled(child)));
      return list;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    children.forEach((name, child) -> map.put((String) name, settled(child)));
    return map;
  }

  private Map<String, Object> project(String text, Map<String, Object> item) {
    return project(ExpressionParser.projection(text, new Placeholders(null, null)), item);
  }

  private Map<String, Object> project(ItemProjection projection, Map<String, Object> item) {
    Slice encoded = Items.encode(item);
    ExpandableArrayBuffer out = new ExpandableArrayBuffer(8);
    int length =
        projector.project(projection, encoded.buffer(), encoded.offset(), encoded.length(), out, 5);
    return Items.decode(out, 5, length);
  }
}
