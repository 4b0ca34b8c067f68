package dev.stator.core.journal;

import dev.stator.core.file.LargeMemory;
import java.lang.foreign.Arena;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Where the commands of all threads wait for the one that takes them. */
final class CommandRing {
  private static final int COMMAND = 1;

  private final ManyToOneRingBuffer ring;
  private final int maxCommandLength;
  private final BatchFiller filler = new BatchFiller();

  /** A ring for commands of up to {@code maxCommandLength} bytes, or an eighth of the ring. */
  CommandRing(int ringLength, int maxCommandLength) {
    this.ring =
        new ManyToOneRingBuffer(
            new UnsafeBuffer(
                LargeMemory.zeros(
                    ringLength + RingBufferDescriptor.TRAILER_LENGTH, Arena.ofAuto())));
    this.maxCommandLength = Math.min(maxCommandLength, ring.maxMsgLength());
  }

  int maxCommandLength() {
    return maxCommandLength;
  }

  CommandLog.Offer offer(DirectBuffer command, int offset, int length) {
    if (length > maxCommandLength) {
      return CommandLog.Offer.TOO_LARGE;
    }
    return ring.write(COMMAND, command, offset, length)
        ? CommandLog.Offer.ACCEPTED
        : CommandLog.Offer.FULL;
  }

  boolean isEmpty() {
    return ring.size() == 0;
  }

  /** How many bytes wait; any thread. */
  int waitingBytes() {
    return ring.size();
  }

  /** Moves commands into the batch until it is full or the ring is empty. */
  void drainTo(Batch batch) {
    filler.batch = batch;
    filler.full = false;
    long position;
    do {
      position = ring.consumerPosition();
      ring.controlledRead(filler);
    } while (!filler.full && ring.consumerPosition() != position);
  }

  /** Gives up to {@code limit} commands to the handler; returns how many. */
  int read(MessageHandler handler, int limit) {
    return ring.read(handler, limit);
  }

  private static final class BatchFiller implements ControlledMessageHandler {
    private Batch batch = Batch.NONE;
    private boolean full;

    @Override
    public Action onMessage(int type, MutableDirectBuffer buffer, int offset, int length) {
      if (batch.add(buffer, offset, length)) {
        return Action.CONTINUE;
      }
      full = true;
      return Action.ABORT;
    }
  }
}
