package dev.stator.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.DirectBuffer;

/**
 * What two requests of one token must have in common: SHA-256 over tables, keys, items, conditions
 * and updates, without tickets, timestamps and what the replies shall carry.
 */
final class RequestDigest {
  private final MessageDigest digest;

  RequestDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds a write by its command. */
  void add(Table table, CommandView command) {
    digest.update(table.definition().id().getBytes(UTF_8));
    digest.update(command.type());
    DirectBuffer buffer = command.buffer();
    int lengths = command.keyOffset() - CommandDescriptor.HEADER_LENGTH;
    add(
        buffer,
        lengths + CommandDescriptor.KEY_LENGTH_OFFSET,
        CommandDescriptor.GUARDS_LENGTH_OFFSET - CommandDescriptor.KEY_LENGTH_OFFSET);
    add(buffer, command.keyOffset(), command.guardsOffset() - command.keyOffset());
  }

  private void add(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    digest.update(bytes);
  }

  byte[] bytes() {
    return digest.digest();
  }
}
