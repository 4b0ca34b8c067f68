package dev.stator.core.worker;

/**
 * What a worker is started with.
 *
 * @param name names the thread
 * @param spins how often it looks for work before it sleeps
 * @param readCapacity how many reads may wait, a power of two
 */
public record WorkerConfig(String name, int spins, int readCapacity) {
  public WorkerConfig {
    if (spins < 0 || Integer.bitCount(readCapacity) != 1) {
      throw new IllegalArgumentException("spins=" + spins + ", readCapacity=" + readCapacity);
    }
  }
}
