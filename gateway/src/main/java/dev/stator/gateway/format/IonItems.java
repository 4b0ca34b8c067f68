package dev.stator.gateway.format;

import com.amazon.ion.IonException;
import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** The items of a file of Ion values: {@code $ion_1_0 {Item:{a:"x"}}} and so on. */
public final class IonItems implements ItemSource {
  private final Content content;
  private final ItemWriter writer = new ItemWriter();
  private final IonAttributes attributes = new IonAttributes(writer);
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
  private @Nullable IonReader reader;

  public IonItems(Content content) {
    this.content = content;
  }

  @Override
  public Next next() {
    content.beginItem();
    try {
      IonReader values = reader;
      if (values == null) {
        values = IonReaderBuilder.standard().withIncrementalReadingEnabled(false).build(content);
        reader = values;
      }
      return readValue(values);
    } catch (IonException malformed) {
      return new Next.Unreadable("Malformed Ion: " + malformed.getMessage());
    }
  }

  private Next readValue(IonReader values) {
    IonType type = values.next();
    if (type == null) {
      return new Next.End();
    }
    Next item = null;
    if (type == IonType.STRUCT && !values.isNullValue()) {
      values.stepIn();
      item = readMembers(values);
      values.stepOut();
    }
    return item == null ? new Next.Unreadable("There is no struct " + JsonItems.ITEM) : item;
  }

  private @Nullable Next readMembers(IonReader values) {
    Next item = null;
    while (item == null && values.next() != null) {
      if (JsonItems.ITEM.equals(values.getFieldName())
          && values.getType() == IonType.STRUCT
          && !values.isNullValue()) {
        item = readItem(values);
      }
    }
    return item;
  }

  /** Reads an item; what of it is not read any more is skipped when its struct is left. */
  private Next readItem(IonReader values) {
    int depth = values.getDepth();
    writer.wrap(buffer, 0);
    try {
      attributes.write(values);
      return new Next.Item(new Slice(buffer, 0, writer.position()));
    } catch (RequestException invalid) {
      while (values.getDepth() > depth) {
        values.stepOut();
      }
      return new Next.Invalid(invalid.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      if (reader != null) {
        reader.close();
      }
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
