package dev.stator.core.segment;

/**
 * A part of a segment that is no whole record any more, and what its bytes still say; none of that
 * can be trusted.
 *
 * @param location where it is
 * @param length in the file
 * @param damage what is wrong
 * @param type of the record
 * @param sequence number of the record
 * @param key as far as there is one
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record LostRecord(
    long location, int length, String damage, byte type, long sequence, byte[] key) {}
