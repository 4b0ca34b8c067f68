package dev.stator.core.journal;

import dev.stator.core.file.FileStore;
import java.nio.file.Path;

/**
 * Where a commit log lives and from where it is replayed.
 *
 * @param directory holds the log and nothing else; created when it does not exist
 * @param checkpointIndex the index up to which commands are in checkpoints; 0 when none
 */
public record LogPlace(
    FileStore store, Path directory, CommitLogConfig config, long checkpointIndex) {}
