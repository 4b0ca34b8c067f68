package dev.stator.core.engine;

import static dev.stator.core.command.CommandEncoder.KEY_OFFSET;
import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.Images;
import dev.stator.core.worker.Route;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/** Turns requests to write into commands, one at a time, and finds where each goes. */
final class RequestEncoder {
  private final CommandEncoder encoder = new CommandEncoder();
  private final EpochMicroClock clock;
  private int keyLength;

  RequestEncoder(EpochMicroClock clock) {
    this.clock = clock;
  }

  /** Encodes the command; null when the item or key lacks key attributes of the table. */
  @Nullable Route encode(WriteRequest request, long ticket) {
    return switch (request) {
      case PutRequest put -> encode(put, ticket);
      case UpdateRequest update -> encode(update, ticket);
      case DeleteRequest delete -> encode(delete, ticket);
      case CheckRequest check -> encode(check, ticket);
    };
  }

  @Nullable Route encode(PutRequest put, long ticket) {
    Route route = start(CommandDescriptor.PUT, put.table(), put.item(), ticket);
    if (route != null) {
      encoder
          .images(images(put.table(), put.images()))
          .item(put.item(), put.itemSize())
          .condition(put.condition());
    }
    return route;
  }

  @Nullable Route encode(UpdateRequest update, long ticket) {
    Route route = start(CommandDescriptor.UPDATE, update.table(), update.key(), ticket);
    if (route != null) {
      encoder
          .images(images(update.table(), update.images()))
          .item(update.key(), 0)
          .condition(update.condition())
          .update(update.update())
          .guards(update.table().indexKeys());
    }
    return route;
  }

  @Nullable Route encode(DeleteRequest delete, long ticket) {
    Route route = start(CommandDescriptor.DELETE, delete.table(), delete.key(), ticket);
    if (route != null) {
      encoder.images(images(delete.table(), delete.images())).condition(delete.condition());
    }
    return route;
  }

  private @Nullable Route encode(CheckRequest check, long ticket) {
    Route route = start(CommandDescriptor.CHECK, check.table(), check.key(), ticket);
    if (route != null) {
      encoder.images(check.images()).condition(check.condition());
    }
    return route;
  }

  private @Nullable Route start(byte type, Table table, Slice item, long ticket) {
    int length =
        KeyCodec.encode(
            table.keys(),
            item.buffer(),
            item.offset(),
            item.length(),
            encoder.keyBuffer(),
            KEY_OFFSET);
    if (length < 0) {
      return null;
    }
    keyLength = length;
    Route route = table.route(hash());
    encoder.begin(type, ticket, route.partition(), clock.microTime(), length);
    return route;
  }

  /** With indexes, what a write costs is known only from both images. */
  private static int images(Table table, int wanted) {
    boolean free = table.indexArms().isEmpty() || (wanted & Images.WHEN_DURABLE) != 0;
    return free ? wanted : wanted | Images.OLD | Images.NEW;
  }

  /** The hash of the partition key of the command encoded last. */
  long hash() {
    return encoder.keyBuffer().getLong(KEY_OFFSET, BIG_ENDIAN);
  }

  /** Bytes of the encoded key of the command encoded last, from KEY_OFFSET of the buffer. */
  int keyLength() {
    return keyLength;
  }

  /** The command encoded last. */
  CommandEncoder command() {
    return encoder;
  }

  DirectBuffer buffer() {
    return encoder.buffer();
  }

  /** Bytes of the command, from 0 in the buffer. */
  int length() {
    return encoder.length();
  }
}
