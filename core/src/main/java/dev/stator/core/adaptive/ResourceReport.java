package dev.stator.core.adaptive;

import java.util.List;

/**
 * What is known of a table or global index.
 *
 * @param usage what its own meters show: consumed, provisioned, saved, refused
 */
public record ResourceReport(Resource resource, Usage usage, List<PartitionReport> partitions) {}
