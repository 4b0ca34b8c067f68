package dev.stator.core.worker;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.StorageException;
import dev.stator.core.partition.ChangeReader;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionReader;
import dev.stator.core.partition.Reply;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the reads of one worker from the applied state of its partitions, on its thread. */
final class ReadAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ReadAnswers.class);

  private final Long2ObjectHashMap<Partition> partitions;
  private final DurableHeads heads;
  private final PartitionReader reader = new PartitionReader();
  private final ChangeReader changeReader = new ChangeReader();

  /**
   * @param partitions those of the worker
   * @param heads how far changes may be told
   */
  ReadAnswers(Long2ObjectHashMap<Partition> partitions, DurableHeads heads) {
    this.partitions = partitions;
    this.heads = heads;
  }

  /** Fills the reply of a call. */
  void answer(Call call) {
    List<KeyedRead> several = call.reads();
    if (several == null) {
      answerOne(call);
      return;
    }
    for (int i = 0; i < several.size(); i++) {
      answer(several.get(i), call.versionsOnly(), call.reply().part(i));
    }
  }

  private void answer(KeyedRead read, boolean versionOnly, Reply reply) {
    Partition partition = partitions.get(read.partition());
    if (partition == null) {
      reply.refuse(ErrorCode.RESOURCE_NOT_FOUND, PartitionWorker.NOT_FOUND);
      return;
    }
    if (!partition.isReadable()) {
      reply.refuse(ErrorCode.INTERNAL_SERVER_ERROR, Partition.BEHIND);
      return;
    }
    try {
      reader.getInTransaction(partition, read.key(), read.projection(), versionOnly, reply);
    } catch (RuntimeException e) {
      failRead(read.partition(), reply, e);
    }
  }

  private void answerOne(Call call) {
    Partition partition = partitions.get(call.partition());
    Reply reply = call.reply();
    if (partition == null) {
      reply.refuse(ErrorCode.RESOURCE_NOT_FOUND, PartitionWorker.NOT_FOUND);
      return;
    }
    if (!partition.isReadable()) {
      reply.refuse(ErrorCode.INTERNAL_SERVER_ERROR, Partition.BEHIND);
      return;
    }
    try {
      var bounds = call.bounds();
      var page = call.page();
      var changes = call.changes();
      if (changes != null) {
        changeReader.read(partition, changes, heads.of(partition), reply);
      } else if (page == null || bounds == null) {
        reader.get(partition, call.key(), 0, call.keyLength(), call.projection(), reply);
      } else {
        reader.scan(partition, bounds, page, reply);
      }
    } catch (RuntimeException e) {
      failRead(call.partition(), reply, e);
    }
  }

  private static void failRead(long partition, Reply reply, RuntimeException e) {
    LOG.error("read of partition {} failed", partition, e);
    reply.clear();
    reply.refuse(
        ErrorCode.INTERNAL_SERVER_ERROR,
        e instanceof StorageException ? Partition.DAMAGED : Partition.FAILED);
  }
}
