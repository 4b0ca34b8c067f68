package dev.stator.core.journal;

/**
 * Sizes of one commit log.
 *
 * @param fileLength bytes of one file of the log, a multiple of 4096; a batch never spans files
 * @param ringLength bytes of the ring that takes the offered commands, a power of two; the longest
 *     command is an eighth of it
 * @param batchLength bytes after which a batch is not filled any further; one longer command is a
 *     batch of its own
 * @param batchCount batches between the journal thread and the worker, at least 2
 * @param spins how often a thread of the log looks for work before it parks
 */
public record CommitLogConfig(
    int fileLength, int ringLength, int batchLength, int batchCount, int spins) {

  public static final int PAGE_LENGTH = 4096;
  public static final int MAX_FILE_LENGTH = 1 << 30;
  public static final CommitLogConfig DEFAULT =
      new CommitLogConfig(32 << 20, 16 << 20, 512 << 10, 4, 100);

  public CommitLogConfig {
    if (fileLength < PAGE_LENGTH || fileLength > MAX_FILE_LENGTH || fileLength % PAGE_LENGTH != 0) {
      throw new IllegalArgumentException("fileLength=" + fileLength);
    }
    if (ringLength < PAGE_LENGTH || Integer.bitCount(ringLength) != 1) {
      throw new IllegalArgumentException("ringLength=" + ringLength);
    }
    if (batchLength < 1 || batchCount < 2 || spins < 0) {
      throw new IllegalArgumentException(
          "batchLength=" + batchLength + ", batchCount=" + batchCount + ", spins=" + spins);
    }
  }

  public CommitLogConfig withFileLength(int newLength) {
    return new CommitLogConfig(newLength, ringLength, batchLength, batchCount, spins);
  }

  public CommitLogConfig withRingLength(int newLength) {
    return new CommitLogConfig(fileLength, newLength, batchLength, batchCount, spins);
  }

  public CommitLogConfig withSpins(int newSpins) {
    return new CommitLogConfig(fileLength, ringLength, batchLength, batchCount, newSpins);
  }
}
