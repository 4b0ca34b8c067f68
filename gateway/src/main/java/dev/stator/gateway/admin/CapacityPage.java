package dev.stator.gateway.admin;

import dev.stator.core.adaptive.CapacityReport;
import dev.stator.core.adaptive.Decision;
import dev.stator.core.adaptive.HeatReport;
import dev.stator.core.adaptive.MeterReading;
import dev.stator.core.adaptive.PartitionLoad;
import dev.stator.core.adaptive.PartitionReport;
import dev.stator.core.adaptive.Resource;
import dev.stator.core.adaptive.ResourceReport;
import dev.stator.core.adaptive.Usage;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what is known of the throughput of tables as JSON. Hashes have 16 hexadecimal digits; what
 * has no limit has no {@code limit} and no {@code left}.
 */
final class CapacityPage {
  private static final int NO_WORKER = -1;

  private final JsonGenerator json;

  CapacityPage(JsonGenerator json) {
    this.json = json;
  }

  /**
   * @param wanted the tables and global indexes to tell of
   */
  void write(CapacityReport report, Predicate<Resource> wanted) {
    json.writeStartObject();
    json.writeNumberProperty("timeMs", report.timeMs());
    json.writeArrayPropertyStart("resources");
    report.resources().stream()
        .filter(each -> wanted.test(each.resource()))
        .forEach(this::resource);
    json.writeEndArray();
    json.writeArrayPropertyStart("events");
    report.events().stream().filter(each -> wanted.test(each.resource())).forEach(this::event);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void resource(ResourceReport report) {
    json.writeStartObject();
    name(report.resource());
    usage(report.usage());
    json.writeArrayPropertyStart("partitions");
    report.partitions().forEach(this::partition);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void name(Resource resource) {
    json.writeStringProperty("table", resource.table());
    if (resource.index() != null) {
      json.writeStringProperty("index", resource.index());
    }
  }

  private void usage(Usage usage) {
    reading("reads", usage.reads());
    reading("writes", usage.writes());
  }

  private void reading(String name, MeterReading reading) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("consumed", reading.consumed());
    if (Double.isFinite(reading.limit())) {
      json.writeNumberProperty("limit", reading.limit());
      json.writeNumberProperty("left", reading.left());
    }
    json.writeObjectPropertyStart("throttled");
    reading
        .throttled()
        .forEach((limit, requests) -> json.writeNumberProperty(limit.wireName(), requests));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void partition(PartitionReport report) {
    PartitionLoad load = report.load();
    json.writeStartObject();
    json.writeNumberProperty("partition", load.partition());
    json.writeStringProperty("firstHash", hash(load.span().first()));
    json.writeStringProperty("lastHash", hash(load.span().last()));
    json.writeNumberProperty("worker", load.worker());
    json.writeNumberProperty("sizeBytes", load.sizeBytes());
    usage(load.usage());
    rates(report.rates());
    heat("readHeat", report.reads());
    heat("writeHeat", report.writes());
    json.writeObjectPropertyStart("decision");
    decision(report.decision());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void rates(PartitionReport.Rates rates) {
    json.writeObjectPropertyStart("rates");
    json.writeNumberProperty("readUnits", rates.readUnits());
    json.writeNumberProperty("writeUnits", rates.writeUnits());
    json.writeNumberProperty("readThrottles", rates.readThrottles());
    json.writeNumberProperty("writeThrottles", rates.writeThrottles());
    json.writeEndObject();
  }

  private void heat(String name, HeatReport heat) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("samples", heat.samples());
    json.writeNumberProperty("hottestCollectionShare", heat.hottestCollectionShare());
    json.writeNumberProperty("hottestItemShare", heat.hottestItemShare());
    json.writeBooleanProperty("sequential", heat.sequential());
    json.writeEndObject();
  }

  private void event(CapacityReport.Event event) {
    json.writeStartObject();
    name(event.resource());
    json.writeNumberProperty("partition", event.decision().partition());
    decision(event.decision());
    json.writeEndObject();
  }

  private void decision(Decision decision) {
    json.writeNumberProperty("timeMs", decision.timeMs());
    json.writeStringProperty("reason", decision.reason().name());
    json.writeStringProperty("text", decision.text());
    if (decision.splitHash() != 0) {
      json.writeStringProperty("splitHash", hash(decision.splitHash()));
    }
    if (decision.toWorker() != NO_WORKER) {
      json.writeNumberProperty("toWorker", decision.toWorker());
    }
  }

  private static String hash(long hash) {
    return "%016x".formatted(hash);
  }
}
