package dev.stator.gateway;

import java.time.Duration;

/**
 * What a server says when it has stopped.
 *
 * @param answers requests that were answered since the start, refused ones too
 * @param draining how long those under way at the stop took
 * @param checkpoint how long it took to close the data, with a last checkpoint
 */
public record StopReport(long answers, Duration draining, Duration checkpoint) {}
