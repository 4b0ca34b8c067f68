package dev.stator.core.model;

/**
 * What the service promises to take, in bytes unless said otherwise.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Quotas
 *     and constraints</a>
 */
public final class Limits {
  /** The largest item, names and values. */
  public static final int MAX_ITEM_SIZE = 400 * 1024;

  public static final int MAX_HASH_KEY_SIZE = 2048;
  public static final int MAX_RANGE_KEY_SIZE = 1024;

  /** How deep values nest; the attribute itself is level one. */
  public static final int MAX_NESTING = 32;

  /** Evaluated bytes after which a page of a Query or Scan ends. */
  public static final int MAX_PAGE_SIZE = 1024 * 1024;

  /** Bytes after which a BatchGetItem leaves the rest unprocessed. */
  public static final int MAX_BATCH_SIZE = 16 * 1024 * 1024;

  /** The largest sum of the sizes in a transaction. */
  public static final int MAX_TRANSACTION_SIZE = 4 * 1024 * 1024;

  public static final int MAX_BATCH_GET_ITEMS = 100;
  public static final int MAX_BATCH_WRITE_ITEMS = 25;
  public static final int MAX_EXPRESSION_LENGTH = 4096;
  public static final int MAX_GLOBAL_INDEXES = 20;
  public static final int MAX_LOCAL_INDEXES = 5;

  /** Attributes that all indexes of a table name in their projections, together. */
  public static final int MAX_PROJECTED_ATTRIBUTES = 100;

  private Limits() {}
}
