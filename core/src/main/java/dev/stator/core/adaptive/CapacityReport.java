package dev.stator.core.adaptive;

import java.util.List;

/**
 * What the controller knows and what it did, as of its last tick.
 *
 * @param events splits and moves that were begun or could not be made, the oldest first; the last
 *     hundred
 */
public record CapacityReport(long timeMs, List<ResourceReport> resources, List<Event> events) {
  public static final CapacityReport NOTHING = new CapacityReport(0, List.of(), List.of());

  /** A decision that was acted on. */
  public record Event(Resource resource, Decision decision) {}

  public CapacityReport {
    resources = List.copyOf(resources);
    events = List.copyOf(events);
  }
}
