package dev.stator.core.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** The contents of a file as programs see them, and as the disk holds them for certain. */
final class FaultyFile {
  static final int PAGE_LENGTH = 4096;
  static final int SECTOR_LENGTH = 512;

  /** One write that was not forced yet. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Write(int position, byte[] bytes) {
    int end() {
      return position + bytes.length;
    }
  }

  private final ByteBuffer memory;
  private final UnsafeBuffer current;
  private final byte[] durable;
  private final List<Write> writes = new ArrayList<>();

  FaultyFile(byte[] contents) {
    memory = ByteBuffer.allocateDirect(contents.length);
    current = new UnsafeBuffer(memory);
    current.putBytes(0, contents);
    durable = contents.clone();
  }

  int length() {
    return durable.length;
  }

  /** A new view of the contents as programs see them. */
  UnsafeBuffer view() {
    return new UnsafeBuffer(memory);
  }

  byte[] contents() {
    byte[] bytes = new byte[durable.length];
    current.getBytes(0, bytes);
    return bytes;
  }

  void write(int position, byte[] bytes) {
    current.putBytes(position, bytes);
    writes.add(new Write(position, bytes));
  }

  void read(int position, ByteBuffer target, int count) {
    current.getBytes(position, target, count);
  }

  void forceWrites() {
    for (Write write : writes) {
      System.arraycopy(write.bytes, 0, durable, write.position, write.bytes.length);
    }
    writes.clear();
  }

  void forcePages(int offset, int length) {
    int start = offset - offset % PAGE_LENGTH;
    int end = Math.min(durable.length, roundUp(offset + length, PAGE_LENGTH));
    current.getBytes(start, durable, start, end - start);
  }

  /** What a failed force leaves: part of it reached the disk, and the system forgets the rest. */
  void failForce(Random random) {
    byte[] left = survivors(random);
    System.arraycopy(left, 0, durable, 0, left.length);
    writes.clear();
  }

  /** Some pages of a mapping reach the disk, as they may at any time. */
  void writeBack(Random random) {
    if (writes.isEmpty()) {
      byte[] left = mixPages(random);
      System.arraycopy(left, 0, durable, 0, left.length);
    }
  }

  /** Damage of the disk itself: seen at once, and after every loss of power. */
  void flip(int position) {
    byte damaged = (byte) ~current.getByte(position);
    current.putByte(position, damaged);
    durable[position] = damaged;
  }

  /** The contents after a loss of power. */
  byte[] survivors(Random random) {
    return writes.isEmpty() ? mixPages(random) : mixWrites(random);
  }

  private byte[] mixPages(Random random) {
    byte[] mixed = durable.clone();
    double survival = random.nextInt(4) / 3.0;
    for (int start = 0; start < mixed.length; start += PAGE_LENGTH) {
      if (random.nextDouble() < survival) {
        current.getBytes(start, mixed, start, Math.min(PAGE_LENGTH, mixed.length - start));
      }
    }
    return mixed;
  }

  private byte[] mixWrites(Random random) {
    byte[] mixed = durable.clone();
    switch (random.nextInt(4)) {
      case 0 -> apply(mixed, writes.size());
      case 1 -> apply(mixed, 0);
      case 2 -> {
        int whole = random.nextInt(writes.size());
        apply(mixed, whole);
        tear(mixed, writes.get(whole), random);
      }
      default -> mixSectors(mixed, random);
    }
    return mixed;
  }

  private void apply(byte[] target, int count) {
    for (Write write : writes.subList(0, count)) {
      System.arraycopy(write.bytes, 0, target, write.position, write.bytes.length);
    }
  }

  /** Some sectors of one write survive, the others do not. */
  private static void tear(byte[] target, Write write, Random random) {
    int sector = write.position - write.position % SECTOR_LENGTH;
    for (; sector < write.end(); sector += SECTOR_LENGTH) {
      if (random.nextBoolean()) {
        copySector(write, sector, target);
      }
    }
  }

  /** Every sector shows any of the states it went through. */
  private void mixSectors(byte[] target, Random random) {
    int from = writes.stream().mapToInt(Write::position).min().orElse(0);
    int to = writes.stream().mapToInt(Write::end).max().orElse(0);
    for (int sector = from - from % SECTOR_LENGTH; sector < to; sector += SECTOR_LENGTH) {
      int versions = random.nextInt(writes.size() + 1);
      for (Write write : writes.subList(0, versions)) {
        copySector(write, sector, target);
      }
    }
  }

  private static void copySector(Write write, int sector, byte[] target) {
    int from = Math.max(sector, write.position);
    int to = Math.min(sector + SECTOR_LENGTH, write.end());
    if (from < to) {
      System.arraycopy(write.bytes, from - write.position, target, from, to - from);
    }
  }

  private static int roundUp(int value, int unit) {
    return Math.ceilDiv(value, unit) * unit;
  }
}
