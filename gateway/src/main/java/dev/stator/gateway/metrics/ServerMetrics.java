package dev.stator.gateway.metrics;

import dev.stator.core.engine.Engine;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** All metrics of a server, as one page for Prometheus. Any thread. */
public final class ServerMetrics implements AutoCloseable {
  /** What the page is, in HTTP. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Micrometer itself does not keep what it asks for counters. */
  private final List<LongSupplier> kept = new CopyOnWriteArrayList<>();

  /**
   * @param maxTables how many tables have series of their own
   */
  public ServerMetrics(RequestMetrics requests, Engine engine, int maxTables) {
    prometheus.register(new ServiceCollector(requests, engine, maxTables));
    prometheus.register(new ThroughputCollector(engine, maxTables));
    prometheus.register(new EngineCollector(engine, maxTables));
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Adds a value that goes up and down. */
  public void gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble).description(help).register(registry);
  }

  /** Adds a value that only goes up. */
  public void counter(String name, String help, String label, String labelled, LongSupplier value) {
    kept.add(value);
    FunctionCounter.builder(name, value, source -> (double) source.getAsLong())
        .description(help)
        .tags(label.isEmpty() ? Tags.empty() : Tags.of(label, labelled))
        .register(registry);
  }

  /** The page; one at a time, since several at once would only wait for the same workers. */
  public synchronized String page() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
