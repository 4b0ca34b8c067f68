package dev.stator.gateway.operation;

import dev.stator.core.command.Images;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;

/**
 * What a single write shall tell beside that it is done.
 *
 * @param collectionMetrics whether the size of the item collection is asked for
 * @param itemOnFailure whether an error about the condition shall carry the item
 */
record WriteOptions(
    ReturnValues returnValues,
    CapacityDetail capacity,
    boolean collectionMetrics,
    boolean itemOnFailure) {
  /** Nothing: the options of most writes. */
  static final WriteOptions NONE =
      new WriteOptions(ReturnValues.NONE, CapacityDetail.NONE, false, false);

  static WriteOptions read(Structure request) {
    ReturnValues returnValues = ReturnValues.of(request);
    CapacityDetail capacity = CapacityDetail.of(request);
    boolean metrics = "SIZE".equals(request.string("ReturnItemCollectionMetrics"));
    boolean onFailure = "ALL_OLD".equals(request.string("ReturnValuesOnConditionCheckFailure"));
    if (returnValues == ReturnValues.NONE
        && capacity == CapacityDetail.NONE
        && !metrics
        && !onFailure) {
      return NONE;
    }
    return new WriteOptions(returnValues, capacity, metrics, onFailure);
  }

  /** The options of a batch of writes. */
  static WriteOptions readBatch(Structure request) {
    return new WriteOptions(
        ReturnValues.NONE,
        CapacityDetail.of(request),
        "SIZE".equals(request.string("ReturnItemCollectionMetrics")),
        false);
  }

  /** Refuses what only UpdateItem can return. */
  void allowOldOnly() {
    if (returnValues != ReturnValues.NONE && returnValues != ReturnValues.ALL_OLD) {
      throw RequestException.validation("ReturnValues can only be ALL_OLD or NONE");
    }
  }

  /** The images the engine's reply must carry, bits of {@link Images}. */
  int images() {
    return itemOnFailure ? returnValues.images() | Images.ON_FAILURE : returnValues.images();
  }
}
