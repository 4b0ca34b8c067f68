package dev.stator.core.worker;

import dev.stator.core.expression.ItemProjection;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.ChangeRead;
import dev.stator.core.partition.PageSpec;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request under way and its reply. Belongs to a mailbox, which uses it again; between being
 * handed to a worker and coming back it belongs to the worker.
 */
public final class Call {
  private static final ReplyHandler NOBODY = reply -> {};

  private final Mailbox mailbox;
  private final int slot;
  private final Reply reply = new Reply();
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(64);
  private ReplyHandler handler = NOBODY;
  private long partition;
  private int keyLength;
  private @Nullable ItemProjection projection;
  private @Nullable Bounds bounds;
  private @Nullable PageSpec page;
  private @Nullable List<KeyedRead> reads;
  private @Nullable ChangeRead changes;
  private boolean versionsOnly;
  private boolean continued;

  Call(Mailbox mailbox, int slot) {
    this.mailbox = mailbox;
    this.slot = slot;
  }

  /** Names this call in a command; not 0. */
  public long ticket() {
    return mailbox.ticket(slot);
  }

  public Reply reply() {
    return reply;
  }

  /** Where the key of a read by key is written, from 0. */
  public ExpandableArrayBuffer key() {
    return key;
  }

  /** Makes this the read of one item, whose key is in {@link #key}. */
  public void readKey(long partition, int keyLength, @Nullable ItemProjection projection) {
    this.partition = partition;
    this.keyLength = keyLength;
    this.projection = projection;
    this.page = null;
  }

  /** Makes this the read of a page, begun by this call or continued in a further partition. */
  public void readPage(long partition, Bounds bounds, PageSpec page) {
    this.partition = partition;
    this.bounds = bounds;
    this.page = page;
  }

  /**
   * Makes this the read of several items at one moment; the reply has a part for each.
   *
   * @param onlyVersions leaves the items themselves out
   */
  public void readItems(List<KeyedRead> items, boolean onlyVersions) {
    this.reads = items;
    this.versionsOnly = onlyVersions;
  }

  /** Makes this a read of the changes in a partition. */
  public void readChanges(long partition, ChangeRead read) {
    this.partition = partition;
    this.changes = read;
  }

  /** Keeps this call and its reply alive beyond the handler, which hands it to a worker again. */
  public void keep() {
    continued = true;
  }

  /** Delivers a refusal in place of handing this call to a worker. */
  public void refused() {
    deliver();
  }

  boolean isOver() {
    return !continued;
  }

  /** Whether this is the read of one item by its key. */
  boolean isShort() {
    return page == null && reads == null && changes == null;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  int slot() {
    return slot;
  }

  long partition() {
    return partition;
  }

  int keyLength() {
    return keyLength;
  }

  @Nullable ItemProjection projection() {
    return projection;
  }

  @Nullable Bounds bounds() {
    return bounds;
  }

  @Nullable PageSpec page() {
    return page;
  }

  @Nullable List<KeyedRead> reads() {
    return reads;
  }

  @Nullable ChangeRead changes() {
    return changes;
  }

  boolean versionsOnly() {
    return versionsOnly;
  }

  void begin(ReplyHandler handler) {
    this.handler = handler;
    reply.clear();
  }

  void deliver() {
    continued = false;
    handler.onReply(reply);
  }

  void end() {
    handler = NOBODY;
    projection = null;
    bounds = null;
    page = null;
    reads = null;
    changes = null;
  }
}
