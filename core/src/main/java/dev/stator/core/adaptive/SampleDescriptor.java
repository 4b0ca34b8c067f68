package dev.stator.core.adaptive;

import static org.agrona.BitUtil.SIZE_OF_DOUBLE;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of one sample in the ring of a {@link HeatSampler}, in the byte order of the machine; the
 * type of the message says the {@link Access}.
 *
 * <pre>
 * | offset | size | field                                                      |
 * |-------:|-----:|------------------------------------------------------------|
 * |      0 |    8 | partition                                                  |
 * |      8 |    8 | weight: the units that this sample stands for (double)     |
 * |     16 |    n | encoded key; its first 8 bytes are the hash, big-endian    |
 * </pre>
 */
final class SampleDescriptor {
  static final int PARTITION_OFFSET = 0;
  static final int WEIGHT_OFFSET = PARTITION_OFFSET + SIZE_OF_LONG;
  static final int KEY_OFFSET = WEIGHT_OFFSET + SIZE_OF_DOUBLE;

  private SampleDescriptor() {}
}
