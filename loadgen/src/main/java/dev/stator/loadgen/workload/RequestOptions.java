package dev.stator.loadgen.workload;

/**
 * How requests are made.
 *
 * @param batch items of a batch or a transaction
 * @param limit items that a query or scan asks for at most
 * @param conditionFailures the share of conditional writes that are meant to fail, from 0 to 1
 * @param consumedCapacity whether the server is asked what each request consumed
 * @param checkContents whether the items in answers are compared with their checksums
 */
public record RequestOptions(
    int batch,
    int limit,
    double conditionFailures,
    boolean consumedCapacity,
    boolean checkContents) {
  public static final RequestOptions STANDARD = new RequestOptions(10, 100, 0.1, false, true);

  private static final int MAX_BATCH = 25;

  public RequestOptions {
    if (batch < 1 || batch > MAX_BATCH) {
      throw new IllegalArgumentException("batch-size must be from 1 to " + MAX_BATCH);
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be above 0");
    }
    if (!(conditionFailures >= 0 && conditionFailures <= 1)) {
      throw new IllegalArgumentException("condition-failures must be from 0 to 1");
    }
  }
}
