package dev.stator.gateway.partiql;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.PathElement;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import dev.stator.gateway.partiql.Expression.PathTo;
import dev.stator.gateway.partiql.Expression.Star;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a SELECT returns of each item: everything, or columns. A column with a path is named by the
 * last name of the path and the indexes behind it.
 *
 * @param columns none for everything
 */
record Columns(List<Column> columns) {
  static final Columns ALL = new Columns(List.of());

  private static final int NOT_FOUND = -1;

  record Column(String name, Path path) {}

  Columns {
    columns = List.copyOf(columns);
  }

  static Columns of(List<Expression> selected) {
    if (selected.size() == 1 && selected.getFirst() instanceof Star) {
      return ALL;
    }
    List<Column> columns = new ArrayList<>(selected.size());
    Set<String> names = new LinkedHashSet<>();
    for (Expression expression : selected) {
      if (!(expression instanceof PathTo(Path path, _))) {
        throw Refusals.unexpectedPathComponent(expression.position());
      }
      String name = nameOf(path);
      if (!names.add(name)) {
        throw RequestException.validation("The select clause has two columns named " + name);
      }
      columns.add(new Column(name, path));
    }
    return new Columns(columns);
  }

  private static String nameOf(Path path) {
    StringBuilder name = new StringBuilder();
    for (PathElement element : path.elements()) {
      if (element instanceof Name named) {
        name.setLength(0);
        name.append(named.text());
      } else {
        name.append(element);
      }
    }
    return name.toString();
  }

  /** The whole attributes the columns are in, null for all. */
  @Nullable ItemProjection attributes() {
    if (columns.isEmpty()) {
      return null;
    }
    Set<Path> heads = new LinkedHashSet<>();
    for (Column column : columns) {
      heads.add(Path.ofAttribute(column.path.head().text()));
    }
    return new ItemProjection(List.copyOf(heads));
  }

  /** The columns of an item that has at least {@link #attributes}. */
  Slice of(Slice item) {
    return isFlat() ? item : pick(item);
  }

  private boolean isFlat() {
    for (Column column : columns) {
      if (!column.path.isTopLevel()) {
        return false;
      }
    }
    return true;
  }

  private Slice pick(Slice item) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    for (Column column : columns) {
      int value = find(column.path, item);
      if (value != NOT_FOUND) {
        writer.name(column.name);
        writer.value(item.buffer(), value, ValueScanner.length(item.buffer(), value));
      }
    }
    return new Slice(buffer, 0, writer.position());
  }

  private static int find(Path path, Slice item) {
    DirectBuffer buffer = item.buffer();
    int value = ItemScanner.find(buffer, item.offset(), item.length(), path.head().utf8());
    for (int i = 1; i < path.elements().size() && value != NOT_FOUND; i++) {
      value =
          switch (path.elements().get(i)) {
            case Index(long index) -> ValueScanner.elementAt(buffer, value, (int) index);
            case Name name -> member(buffer, value, name);
          };
    }
    return value;
  }

  private static int member(DirectBuffer buffer, int value, Name name) {
    if (ValueScanner.tag(buffer, value) != ValueDescriptor.MAP) {
      return NOT_FOUND;
    }
    int offset = ValueScanner.payloadOffset(buffer, value);
    int length = ValueScanner.payloadLength(buffer, value);
    return ItemScanner.find(buffer, offset, length, name.utf8());
  }
}
