package dev.stator.core.engine;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import java.math.BigDecimal;
import org.agrona.ExpandableArrayBuffer;

/** Accounts with a balance of 1 and a long text. */
final class BigItem {
  private BigItem() {}

  static PutRequest put(Table table, int account, int length) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(length + 64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("id");
    writer.string("a" + account);
    writer.name("balance");
    writer.number(BigDecimal.ONE);
    writer.name("text");
    writer.string("x".repeat(length));
    return new PutRequest(
        table, new Slice(buffer, 0, writer.position()), length, null, Images.NONE);
  }
}
