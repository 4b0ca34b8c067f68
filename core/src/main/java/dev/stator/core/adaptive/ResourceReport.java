package dev.stator.core.adaptive;

import java.util.List;

/**
 * What is known of a table or global index.
 *
 * @param readLimit units a second that it should be able to serve
 * @param writeLimit the same for writes
 */
public record ResourceReport(
    Resource resource, double readLimit, double writeLimit, List<PartitionReport> partitions) {}
