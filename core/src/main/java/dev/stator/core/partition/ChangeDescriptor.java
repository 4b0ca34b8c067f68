package dev.stator.core.partition;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of one change in a reply; integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                     |
 * |-------:|-----:|-----------------------------------------------------------|
 * |      0 |    8 | location of its record                                    |
 * |      8 |    8 | time, microseconds since the epoch of Unix                |
 * |     16 |    1 | code of its {@link ChangeKind}                            |
 * |     17 |    4 | DynamoDB's size of key and images                         |
 * |     21 |    4 | length of the key attributes (k)                          |
 * |     25 |    4 | length of the item before (o), {@link #ABSENT} for none   |
 * |     29 |    4 | length of the item after (n), {@link #ABSENT} for none    |
 * |     33 |    k | key attributes                                            |
 * | 33 + k |    o | item before                                               |
 * |        |    n | item after                                                |
 * </pre>
 */
final class ChangeDescriptor {
  static final int ABSENT = -1;

  static final int LOCATION_OFFSET = 0;
  static final int TIME_OFFSET = LOCATION_OFFSET + SIZE_OF_LONG;
  static final int KIND_OFFSET = TIME_OFFSET + SIZE_OF_LONG;
  static final int SIZE_OFFSET = KIND_OFFSET + SIZE_OF_BYTE;
  static final int KEY_LENGTH_OFFSET = SIZE_OFFSET + SIZE_OF_INT;
  static final int OLD_LENGTH_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_INT;
  static final int NEW_LENGTH_OFFSET = OLD_LENGTH_OFFSET + SIZE_OF_INT;
  static final int KEY_OFFSET = NEW_LENGTH_OFFSET + SIZE_OF_INT;

  private ChangeDescriptor() {}
}
