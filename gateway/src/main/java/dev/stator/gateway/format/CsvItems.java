package dev.stator.gateway.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ScalarType;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The items of a file of comma-separated values, one a line. Values of key attributes have the
 * types of these, all others are strings.
 */
public final class CsvItems implements ItemSource {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Half of a character, which no UTF-8 decodes to, in the place of what is none. */
  private static final String NO_CHARACTER = "\uD800";

  private final Content content;
  private final CsvLayout layout;
  private final ItemWriter writer = new ItemWriter();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
  private @Nullable CSVParser parser;
  private @Nullable Iterator<CSVRecord> records;
  private @Nullable List<String> header;

  public CsvItems(Content content, CsvLayout layout) {
    this.content = content;
    this.layout = layout;
    this.header = layout.header();
  }

  @Override
  public Next next() {
    content.beginItem();
    try {
      Iterator<CSVRecord> lines = open();
      if (header == null && lines.hasNext()) {
        header = readHeader(lines.next());
      }
      List<String> columns = header;
      return columns == null || !lines.hasNext() ? new Next.End() : item(columns, lines.next());
    } catch (IOException | UncheckedIOException | IllegalStateException malformed) {
      return new Next.Unreadable("Malformed CSV: " + malformed.getMessage());
    }
  }

  private Iterator<CSVRecord> open() throws IOException {
    Iterator<CSVRecord> lines = records;
    if (lines == null) {
      CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(layout.delimiter()).get();
      CSVParser opened = CSVParser.builder().setReader(text()).setFormat(format).get();
      parser = opened;
      lines = opened.iterator();
      records = lines;
    }
    return lines;
  }

  /** What the file says behind the mark with which it may begin. */
  private Reader text() throws IOException {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE)
            .replaceWith(NO_CHARACTER);
    PushbackReader text = new PushbackReader(new InputStreamReader(content, decoder));
    int first = text.read();
    if (first >= 0 && first != BYTE_ORDER_MARK) {
      text.unread(first);
    }
    return text;
  }

  private static boolean isText(String value) {
    return !value.contains(NO_CHARACTER)
        || value.codePoints().noneMatch(character -> character == NO_CHARACTER.charAt(0));
  }

  private static List<String> readHeader(CSVRecord line) throws IOException {
    List<String> columns = line.toList();
    if (!columns.stream().allMatch(CsvItems::isText)) {
      throw new IOException("the names of columns are not UTF-8");
    }
    if (columns.contains("") || new HashSet<>(columns).size() < columns.size()) {
      throw new IOException("names of columns are empty or given twice");
    }
    return columns;
  }

  private Next item(List<String> columns, CSVRecord line) {
    if (line.size() != columns.size()) {
      return new Next.Invalid(
          "Line "
              + line.getRecordNumber()
              + " has "
              + line.size()
              + " columns, the header has "
              + columns.size());
    }
    writer.wrap(buffer, 0);
    try {
      for (int i = 0; i < columns.size(); i++) {
        write(columns.get(i), line.get(i));
      }
    } catch (RequestException | IllegalArgumentException wrong) {
      return new Next.Invalid(String.valueOf(wrong.getMessage()));
    }
    return new Next.Item(new Slice(buffer, 0, writer.position()));
  }

  private void write(String name, String value) {
    ScalarType type = layout.keyTypes().getOrDefault(name, ScalarType.S);
    if (value.isEmpty() && layout.indexKeys().contains(name)) {
      return; // an item without the key of an index is not in it
    }
    if (!isText(value)) {
      throw RequestException.validation("The value of " + name + " is not UTF-8");
    }
    writer.name(name);
    switch (type) {
      case S -> writer.string(value);
      case N -> writer.number(value);
      case B -> {
        byte[] bytes = Base64.getDecoder().decode(value);
        writer.binary(bytes, 0, bytes.length);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (parser != null) {
        parser.close();
      }
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
