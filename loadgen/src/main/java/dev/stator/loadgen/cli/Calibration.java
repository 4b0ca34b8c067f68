package dev.stator.loadgen.cli;

import dev.stator.loadgen.http.Endpoint;
import dev.stator.loadgen.key.KeyDistribution;
import dev.stator.loadgen.report.Percentiles;
import dev.stator.loadgen.run.ClientSettings;
import dev.stator.loadgen.run.LoadRun;
import dev.stator.loadgen.run.PaceSettings;
import dev.stator.loadgen.run.PhaseResult;
import dev.stator.loadgen.run.WorkloadSettings;
import dev.stator.loadgen.workload.Mix;
import dev.stator.loadgen.workload.RequestOptions;
import dev.stator.loadgen.workload.SizeDistribution;
import dev.stator.loadgen.workload.TableLayout;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast this client is at its best: a closed loop of PutItem of 1 KiB against the null server in
 * another process on the same machine.
 */
record Calibration(double callsPerSecond, double cpuMicrosPerCall, double p50Ms, double p99Ms) {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration DURATION = Duration.ofSeconds(3);
  private static final int ITEM_BYTES = 1024;
  private static final int ITEMS = 1000;

  static Calibration run(ClientSettings client) throws IOException, InterruptedException {
    Process server =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.stator.loadgen.Main",
                "null-server")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = server.inputReader()) {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("the null server did not start");
      }
      String url = line.substring(line.indexOf("http://"));
      return measure(client, Endpoint.of(URI.create(url)));
    } finally {
      server.getOutputStream().close(); // it ends with its input
      if (!server.waitFor(WARM_UP.toMillis(), TimeUnit.MILLISECONDS)) {
        server.destroy();
      }
    }
  }

  private static Calibration measure(ClientSettings like, Endpoint endpoint)
      throws IOException, InterruptedException {
    ClientSettings client =
        new ClientSettings(
            endpoint,
            like.region(),
            like.credentials(),
            like.threads(),
            like.connections(),
            like.timeout(),
            like.signed(),
            like.maxInFlight());
    WorkloadSettings workload =
        new WorkloadSettings(
            "calibration",
            Mix.parse("put=100"),
            new KeyDistribution.Uniform(),
            new TableLayout(
                "calibration", 1, false, false, 1, new SizeDistribution.Fixed(ITEM_BYTES)),
            RequestOptions.STANDARD,
            ITEMS,
            1);
    try (LoadRun run = new LoadRun(client, workload)) {
      PhaseResult result =
          run.measure(new PaceSettings(null, false, WARM_UP, DURATION), interval -> {});
      long calls = Math.max(1, result.total().succeeded());
      return new Calibration(
          result.throughput(),
          result.total().client().processCpuNs() / 1e3 / calls,
          Percentiles.milliseconds(result.total().service(), 50),
          Percentiles.milliseconds(result.total().service(), 99));
    }
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("callsPerSecond", callsPerSecond);
    tree.put("cpuMicrosPerCall", cpuMicrosPerCall);
    tree.put("p50Ms", p50Ms);
    tree.put("p99Ms", p99Ms);
    return tree;
  }
}
