package dev.stator.gateway.offsite;

import dev.stator.gateway.bucket.Md5;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The part of a segment's file that belongs to a backup, and its checksum. */
record SegmentContent(Path source, int end, long fileLength, String sha256) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Reads the file for its checksum. */
  static SegmentContent read(Path file, int end) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = newDigest();
      transfer(in, end, digest, OutputStream.nullOutputStream());
      return new SegmentContent(file, end, Files.size(file), hex(digest));
    } catch (IOException e) {
      throw new OffsiteException(
          "the backup cannot be read, or was deleted meanwhile: file=" + file, e);
    }
  }

  /** A copy of the part in a file of its own, which goes when it is closed. */
  static final class Part implements AutoCloseable {
    private final Path file;
    private final byte[] md5;

    private Part(Path file, byte[] md5) {
      this.file = file;
      this.md5 = md5;
    }

    Path file() {
      return file;
    }

    byte[] md5() {
      return md5;
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  /** Copies the part, since what follows it in the file may be of later writes. */
  Part copy() throws IOException {
    Path part = Files.createTempFile("stator-segment", ".part");
    MessageDigest md5 = Md5.begin();
    try (InputStream in = Files.newInputStream(source);
        OutputStream out = Files.newOutputStream(part)) {
      transfer(in, end, md5, out);
      return new Part(part, md5.digest());
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** Writes a segment that was fetched, as long as its file was, and forces it. */
  static void write(InputStream content, OffsiteSegment segment, Path file) throws IOException {
    MessageDigest digest = newDigest();
    try (OutputStream out = Files.newOutputStream(file)) {
      transfer(content, segment.end(), digest, out);
    }
    if (content.read() >= 0 || !hex(digest).equals(segment.sha256())) {
      throw new OffsiteException(
          "segment " + segment.sha256() + " is not what was copied: checksum=" + hex(digest), null);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (segment.fileLength() > segment.end()) {
        channel.write(ByteBuffer.allocate(1), segment.fileLength() - 1);
      }
      channel.force(true);
    }
  }

  private static void transfer(InputStream from, int length, MessageDigest digest, OutputStream to)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int missing = length;
    while (missing > 0) {
      int count = from.read(buffer, 0, Math.min(buffer.length, missing));
      if (count < 0) {
        throw new IOException("too short: " + missing + " bytes are missing");
      }
      digest.update(buffer, 0, count);
      to.write(buffer, 0, count);
      missing -= count;
    }
  }

  private static String hex(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
