package dev.stator.core.worker;

import dev.stator.core.error.StorageException;
import dev.stator.core.index.PageArena;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.SummaryFiles;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the summaries of full segments in the background, once a checkpoint has the segments, and
 * gives way to clients meanwhile.
 */
final class SummaryWriting {
  private static final Logger LOG = LoggerFactory.getLogger(SummaryWriting.class);

  private final Long2ObjectHashMap<Partition> partitions;
  private final Executor background;
  private final Steps steps;
  private volatile boolean stopped;

  SummaryWriting(Long2ObjectHashMap<Partition> partitions, UpkeepConfig config) {
    this.partitions = partitions;
    this.background = config.background();
    this.steps = config.steps();
  }

  /** The worker's thread; the checkpoint that has the entry is durable. */
  void onCheckpoint(CheckpointEntry durable) {
    Partition partition = partitions.get(durable.state().id());
    if (partition != null) {
      durable.state().segments().forEach(segment -> write(partition, segment));
    }
  }

  /** Writes none any more of those that wait. */
  void stop() {
    stopped = true;
  }

  private void write(Partition partition, SealedSegment segment) {
    SegmentLog log = partition.log();
    if (!segment.isEmptied() && log.lacksSummary(segment.number())) {
      log.markSummarized(segment.number());
      SummaryFiles summaries = partition.summaries();
      background.execute(() -> write(summaries, segment));
    }
  }

  private void write(SummaryFiles summaries, SealedSegment segment) {
    try (PageArena arena = new PageArena()) {
      if (!stopped && summaries.hasSegment(segment.number())) {
        steps.begin();
        summaries.write(segment.number(), segment.end(), arena, steps::read);
      }
    } catch (StorageException e) {
      LOG.error("a segment has no summary and is read whole at the next start", e);
    }
  }
}
