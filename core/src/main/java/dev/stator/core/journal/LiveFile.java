package dev.stator.core.journal;

import java.nio.file.Path;

/** A file of a commit log that holds commands from {@code firstIndex} on. */
record LiveFile(Path path, long sequence, long firstIndex) {}
