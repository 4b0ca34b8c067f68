package dev.stator.core.worker;

import java.util.Arrays;

/**
 * A committed command that its partitions have not applied yet, because the disk had no room or one
 * of them has failed.
 *
 * @param index its place in the log
 * @param told whether whoever sent it was told that it was not carried out; otherwise it may have
 *     been acknowledged before a crash
 * @param bytes the command
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its contents
public record WaitingCommand(long index, boolean told, byte[] bytes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof WaitingCommand that
        && index == that.index
        && told == that.told
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) + Long.hashCode(index);
  }

  @Override
  public String toString() {
    return "WaitingCommand[" + index + ", " + bytes.length + " bytes]";
  }
}
