package dev.stator.core.engine;

import dev.stator.core.segment.Location;
import dev.stator.core.segment.LostRecord;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.summary.Summary;
import dev.stator.core.summary.SummaryFiles;
import org.jspecify.annotations.Nullable;

/**
 * Says which items the damaged records of a segment were of: what its summary knows is certain,
 * what the damaged bytes say is not.
 */
final class LostRecords {
  private final @Nullable Summary summary;

  LostRecords(SummaryFiles summaries, int segment, int end) {
    this.summary = summaries.find(segment, end);
  }

  String describe(LostRecord lost) {
    String place =
        "position=%s, length=%d, %s"
            .formatted(Location.describe(lost.location()), lost.length(), lost.damage());
    String known = fromSummary(lost.location());
    return known == null
        ? "%s; its bytes say: %s, sequence=%d, key=%s"
            .formatted(place, type(lost.type()), lost.sequence(), KeyText.of(lost.key()))
        : place + "; the summary says: " + known;
  }

  private @Nullable String fromSummary(long location) {
    Summary known = summary;
    if (known == null) {
      return null;
    }
    known.rewind();
    while (known.next()) {
      if (known.location() == location) {
        byte[] key = new byte[known.keyLength()];
        known.keyBuffer().getBytes(known.keyOffset(), key);
        return type(known.type()) + ", key=" + KeyText.of(key);
      }
    }
    return null;
  }

  private static String type(byte type) {
    return switch (type) {
      case RecordDescriptor.PUT -> "item";
      case RecordDescriptor.TOMBSTONE -> "deletion of an item";
      case RecordDescriptor.PREPARE, RecordDescriptor.RESOLVE -> "step of a transaction";
      default -> "type " + type;
    };
  }
}
