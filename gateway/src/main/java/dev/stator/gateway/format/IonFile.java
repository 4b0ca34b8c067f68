package dev.stator.gateway.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.amazon.ion.IonType;
import com.amazon.ion.IonWriter;
import com.amazon.ion.system.IonTextWriterBuilder;
import com.amazon.ion.system.IonWriterBuilder.InitialIvmHandling;
import dev.stator.core.codec.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A file of Ion text: {@code $ion_1_0 {Item:{a:"x"}}} and so on. */
public final class IonFile implements ItemFile {
  private static final byte[] BEGIN = "$ion_1_0".getBytes(US_ASCII);

  private final OutputStream out;
  private final IonWriter values;
  private final IonItemWriter items;
  private boolean begun;

  public IonFile(OutputStream out) {
    this.out = out;
    this.values =
        IonTextWriterBuilder.standard()
            .withInitialIvmHandling(InitialIvmHandling.SUPPRESS)
            .build(out);
    this.items = new IonItemWriter(values);
  }

  @Override
  public void item(Slice item) throws IOException {
    beginLine();
    values.stepIn(IonType.STRUCT);
    write(JsonItems.ITEM, item);
    values.stepOut();
    endLine();
  }

  @Override
  public void change(long micros, Slice keys, @Nullable Slice before, @Nullable Slice after)
      throws IOException {
    beginLine();
    values.stepIn(IonType.STRUCT);
    values.setFieldName("Record");
    values.stepIn(IonType.STRUCT);
    write("Keys", keys);
    values.setFieldName("Metadata");
    values.stepIn(IonType.STRUCT);
    values.setFieldName("WriteTimestampMicros");
    values.writeDecimal(BigDecimal.valueOf(micros));
    values.stepOut();
    write("OldImage", before);
    write("NewImage", after);
    values.stepOut();
    values.stepOut();
    endLine();
  }

  private void write(String name, @Nullable Slice item) throws IOException {
    if (item != null) {
      values.setFieldName(name);
      items.write(item.buffer(), item.offset(), item.length());
    }
  }

  /** The writer puts a space before every value but the first. */
  private void beginLine() throws IOException {
    out.write(BEGIN);
    if (!begun) {
      out.write(' ');
      begun = true;
    }
  }

  private void endLine() throws IOException {
    values.flush();
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    values.close();
  }
}
