package dev.stator.core.worker;

import dev.stator.core.command.CommandEncoder;
import org.agrona.ExpandableArrayBuffer;

/**
 * Where the feeds of one worker encode what they send, one after the other; nothing in it outlasts
 * that.
 *
 * @param removedKey the key of the entry that a change removes
 * @param entry what an index has of an item
 */
record FeedBuffers(
    CommandEncoder encoder, ExpandableArrayBuffer removedKey, ExpandableArrayBuffer entry) {
  FeedBuffers() {
    this(new CommandEncoder(), new ExpandableArrayBuffer(256), new ExpandableArrayBuffer(4096));
  }
}
