package dev.stator.core.command;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

/**
 * Layout of one command; integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                                     |
 * |-------:|-----:|---------------------------------------------------------------------------|
 * |      0 |    8 | ticket: who waits for the reply, 0 for nobody; meaningless after a restart |
 * |      8 |    8 | partition id                                                              |
 * |     16 |    8 | timestamp, epoch microseconds, stamped by the session                      |
 * |     24 |    1 | type: PUT 1, UPDATE 2, DELETE 3, INDEX 4, CHECK 5, MULTI 6, PREPARE 7,      |
 * |        |      | COMMIT 8, ABORT 9, EXPIRE 10, COMPACT 11, CLOSE 12, OPEN 13                 |
 * |     25 |    1 | what the reply carries and when it comes, bits of {@link Images}           |
 * |     26 |    2 | length of the key                                                         |
 * |     28 |    4 | size of the item by DynamoDB's arithmetic                                   |
 * |     32 |    4 | length of the item                                                        |
 * |     36 |    4 | length of the condition, 0 for none                                         |
 * |     40 |    4 | length of the program                                                     |
 * |     44 |    4 | length of the guards                                                      |
 * |     48 |    k | key, item, condition, program, guards, one behind the other                 |
 * </pre>
 *
 * <p>The sections by type: PUT carries the whole item; UPDATE the key attributes as item, the
 * update as program, and as guards the types its result must have for the keys of indexes; DELETE
 * the key alone. INDEX carries the entry to put with its key (both empty for none) and as program
 * the source (8 bytes each): the base partition, the sequence number of the base write, and that of
 * the base write whose command this partition got before, 0 when that one is known to be applied;
 * then the key to remove. The sequence number is 0 when a new index is filled with an entry. EXPIRE
 * carries the key and as program the cutoff (8 bytes): the item goes if it has expired by this
 * second since the epoch; then the name of the attribute that says when.
 *
 * <p>Of transactions: CHECK carries the key and a condition. MULTI (of partition 0, without key)
 * and PREPARE carry as program the commands of a transaction, see {@link SubCommands}. PREPARE,
 * COMMIT and ABORT have as key the participant, see {@link ParticipantKey}.
 *
 * <p>COMPACT, without key, carries as program a slice of a full segment: the location where it
 * begins (8) and after how many records (4) or copied bytes (4) it ends. CLOSE has neither key nor
 * program, and OPEN neither, but for a partition that takes the place of another one of a global
 * index: then the program says up to where base partitions had fed that one, for each its id and
 * the sequence number of its last change (8 bytes each).
 */
public final class CommandDescriptor {
  public static final byte PUT = 1;
  public static final byte UPDATE = 2;
  public static final byte DELETE = 3;
  public static final byte INDEX = 4;

  /** A condition on an item that a transaction does not change; within MULTI and PREPARE only. */
  public static final byte CHECK = 5;

  /** A whole transaction on partitions of one worker. */
  public static final byte MULTI = 6;

  /** The part of a transaction that one partition shall get ready to carry out. */
  public static final byte PREPARE = 7;

  /** Carries out what was prepared. */
  public static final byte COMMIT = 8;

  /** Forgets what was prepared. */
  public static final byte ABORT = 9;

  /** The removal of an item whose time to live is over. */
  public static final byte EXPIRE = 10;

  /** Moves what is live in a slice of a full segment to the head of the partition's log. */
  public static final byte COMPACT = 11;

  /** Lets the partition take no changes any more, when it has no prepared transactions. */
  public static final byte CLOSE = 12;

  /** Lets the partition take everything, and lets no later record be older than this command. */
  public static final byte OPEN = 13;

  /**
   * In an INDEX command, instead of a sequence number: an entry that a new index is filled with.
   */
  public static final long FILL = 0;

  public static final int TICKET_OFFSET = 0;
  public static final int PARTITION_OFFSET = TICKET_OFFSET + SIZE_OF_LONG;
  public static final int TIMESTAMP_OFFSET = PARTITION_OFFSET + SIZE_OF_LONG;
  public static final int TYPE_OFFSET = TIMESTAMP_OFFSET + SIZE_OF_LONG;
  public static final int IMAGES_OFFSET = TYPE_OFFSET + SIZE_OF_BYTE;
  public static final int KEY_LENGTH_OFFSET = IMAGES_OFFSET + SIZE_OF_BYTE;
  public static final int ITEM_SIZE_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_SHORT;
  public static final int ITEM_LENGTH_OFFSET = ITEM_SIZE_OFFSET + SIZE_OF_INT;
  public static final int CONDITION_LENGTH_OFFSET = ITEM_LENGTH_OFFSET + SIZE_OF_INT;
  public static final int PROGRAM_LENGTH_OFFSET = CONDITION_LENGTH_OFFSET + SIZE_OF_INT;
  public static final int GUARDS_LENGTH_OFFSET = PROGRAM_LENGTH_OFFSET + SIZE_OF_INT;
  public static final int HEADER_LENGTH = GUARDS_LENGTH_OFFSET + SIZE_OF_INT;

  /** Within the program of an INDEX command. */
  static final int SOURCE_PARTITION_OFFSET = 0;

  static final int SOURCE_SEQUENCE_OFFSET = SOURCE_PARTITION_OFFSET + SIZE_OF_LONG;
  static final int SOURCE_PREDECESSOR_OFFSET = SOURCE_SEQUENCE_OFFSET + SIZE_OF_LONG;
  static final int REMOVED_KEY_OFFSET = SOURCE_PREDECESSOR_OFFSET + SIZE_OF_LONG;

  /** Within the program of an EXPIRE command. */
  static final int CUTOFF_OFFSET = 0;

  static final int EXPIRY_ATTRIBUTE_OFFSET = CUTOFF_OFFSET + SIZE_OF_LONG;

  /** Within the program of a COMPACT command. */
  static final int SLICE_FROM_OFFSET = 0;

  static final int SLICE_RECORDS_OFFSET = SLICE_FROM_OFFSET + SIZE_OF_LONG;
  static final int SLICE_BYTES_OFFSET = SLICE_RECORDS_OFFSET + SIZE_OF_INT;
  static final int SLICE_LENGTH = SLICE_BYTES_OFFSET + SIZE_OF_INT;

  /** Within the program of an OPEN command, for each source. */
  static final int INHERITED_SOURCE_OFFSET = 0;

  static final int INHERITED_SEQUENCE_OFFSET = INHERITED_SOURCE_OFFSET + SIZE_OF_LONG;
  static final int INHERITED_LENGTH = INHERITED_SEQUENCE_OFFSET + SIZE_OF_LONG;

  private CommandDescriptor() {}

  /** Whether clients wait for commands of this type, rather than that they are background work. */
  public static boolean isOfClient(byte type) {
    return type != INDEX && type < EXPIRE;
  }
}
