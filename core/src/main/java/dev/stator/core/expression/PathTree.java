package dev.stator.core.expression;

import dev.stator.core.codec.ByteComparison;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one expression as a tree with one node for each common beginning, so that an item is
 * walked once for all of them.
 */
final class PathTree {
  /** The mark of a node that no path ends at. */
  static final int NO_LEAF = -1;

  private final @Nullable PathElement element;
  private final DirectBuffer name;
  private final List<PathTree> children = new ArrayList<>(2);
  private int leaf = NO_LEAF;

  private PathTree(@Nullable PathElement element) {
    this.element = element;
    this.name = new UnsafeBuffer(element instanceof Name text ? text.utf8() : new byte[0]);
  }

  /** The root of the tree of these paths; a leaf is the position of its path in the list. */
  static PathTree of(List<Path> paths) {
    PathTree root = new PathTree(null);
    for (int i = 0; i < paths.size(); i++) {
      PathTree node = root;
      for (PathElement element : paths.get(i).elements()) {
        node = node.childOrNew(element);
      }
      node.leaf = i;
    }
    root.sortIndexes();
    return root;
  }

  boolean isLeaf() {
    return leaf != NO_LEAF;
  }

  int leaf() {
    return leaf;
  }

  /** Indexes in ascending order; names as they came. */
  List<PathTree> children() {
    return children;
  }

  /** True when this node is a member of a map, false when it is an element of a list. */
  boolean isName() {
    return element instanceof Name;
  }

  /** The position of an element of a list. */
  long index() {
    return element instanceof Index(long value) ? value : -1;
  }

  /** The name of a member of a map. */
  DirectBuffer name() {
    return name;
  }

  /** The position of the child with this name, or -1. */
  int childNamed(DirectBuffer buffer, int offset, int length) {
    for (int i = 0; i < children.size(); i++) {
      PathTree child = children.get(i);
      if (child.isName()
          && child.name.capacity() == length
          && ByteComparison.equal(child.name, 0, buffer, offset, length)) {
        return i;
      }
    }
    return -1;
  }

  private PathTree childOrNew(PathElement wanted) {
    for (PathTree child : children) {
      if (wanted.equals(child.element)) {
        return child;
      }
    }
    PathTree child = new PathTree(wanted);
    children.add(child);
    return child;
  }

  private void sortIndexes() {
    if (!children.isEmpty() && !children.getFirst().isName()) {
      children.sort((a, b) -> Long.compare(a.index(), b.index()));
    }
    children.forEach(PathTree::sortIndexes);
  }
}
