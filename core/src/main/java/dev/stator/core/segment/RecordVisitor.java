package dev.stator.core.segment;

/** Takes records one by one; the view is valid during the call. */
@FunctionalInterface
public interface RecordVisitor {
  void onRecord(long location, RecordView view);
}
