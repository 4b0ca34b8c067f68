package dev.stator.gateway.format;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ItemSequenceReader;

/** The items of a file of DynamoDB JSON: {@code {"Item":{"a":{"S":"x"}}}} and so on. */
public final class JsonItems implements ItemSource {
  static final String ITEM = "Item";

  private final Content content;
  private final ItemSequenceReader reader;

  public JsonItems(Content content) {
    this.content = content;
    this.reader = new ItemSequenceReader(content, ITEM);
  }

  @Override
  public Next next() {
    content.beginItem();
    try {
      AttributeMap item = reader.next();
      if (item == null) {
        return new Next.End();
      }
      String problem = item.problem();
      return problem == null ? new Next.Item(item.item()) : new Next.Invalid(problem);
    } catch (RequestException noItem) {
      return new Next.Unreadable(noItem.getMessage());
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
