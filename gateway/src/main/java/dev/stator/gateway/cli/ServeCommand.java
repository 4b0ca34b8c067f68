package dev.stator.gateway.cli;

import dev.stator.core.engine.Durability;
import dev.stator.gateway.AdminPort;
import dev.stator.gateway.Stator;
import dev.stator.gateway.StopReport;
import dev.stator.gateway.http.TlsConfig;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Serves requests until the process is told to stop. */
@Command(
    name = "serve",
    description = "Serve the DynamoDB API.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ServeCommand implements Runnable {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_WORKERS = 256;
  private static final int MAX_STOP_TIMEOUT_S = 3600;
  private static final int UNCLEAN = 1;

  private static final String LAUNCHED_PROPERTY = "stator.launchedMs";
  private static final long LOADED_MS = System.currentTimeMillis();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "The address to listen on.")
  private String host = "";

  @Option(names = "--port", defaultValue = "8000", description = "0 takes any free port.")
  private int port;

  @Option(names = "--data", defaultValue = "./data", description = "The data directory.")
  private Path data = Path.of("");

  @Option(names = "--in-memory", description = "Keep nothing on disk; keys are those of --data.")
  private boolean inMemory;

  @Option(
      names = "--auth",
      description =
          "off or required: whether requests must be signed with a key (see keys); default: off"
              + " on loopback addresses, else required.")
  private @Nullable Auth auth;

  @Option(names = "--tls-cert", description = "Speak TLS with this certificate (PEM).")
  private @Nullable Path tlsCert;

  @Option(names = "--tls-key", description = "The private key of the certificate (PEM).")
  private @Nullable Path tlsKey;

  @Option(
      names = "--tls-client-ca",
      description = "Let only clients in whose certificate one of these vouches for (PEM).")
  private @Nullable Path tlsClientCa;

  @Option(names = "--insecure", description = "Allow --auth off on any address.")
  private boolean insecure;

  @Option(
      names = "--durability",
      defaultValue = "sync",
      converter = DurabilityConverter.class,
      description = "When writes are answered: sync (after fdatasync) or interval:<ms>.")
  private Durability durability = new Durability.Sync();

  @Option(names = "--workers", description = "Worker threads; default: half the processors.")
  private @Nullable Integer workers;

  @Option(
      names = "--region",
      defaultValue = "us-east-1",
      description = "The region that ARNs name.")
  private String region = "";

  @Option(
      names = "--ttl-delay",
      defaultValue = "0",
      description = "Seconds that items stay after their time to live is over.")
  private long ttlDelayS;

  @Option(
      names = "--buckets",
      description = "A directory; those in it are the buckets of imports and exports.")
  private @Nullable Path buckets;

  @Option(
      names = "--s3-endpoint",
      description = "The URL of an S3-compatible store with the buckets of imports and exports.")
  private @Nullable URI s3Endpoint;

  @Option(
      names = "--change-limits",
      description =
          "Refuse changes of time to live and of throughput that come too often, and throughput"
              + " beyond the service's quotas.")
  private boolean changeLimits;

  @Option(
      names = "--stop-timeout",
      defaultValue = "5",
      description = "Seconds that requests under way may take when the server is told to stop.")
  private long stopTimeoutS;

  @Mixin private LimitOptions limits = new LimitOptions();

  @Mixin private WatchOptions watch = new WatchOptions();

  @Mixin private ThroughputOptions throughput = new ThroughputOptions();

  /** Whether requests must be signed with a key. */
  enum Auth {
    OFF,
    REQUIRED
  }

  @Override
  public void run() {
    check();
    watch.logFormat().use();
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailures());
    Stator stator =
        builder()
            .host(host)
            .port(port)
            .insecure(insecure)
            .region(region)
            .expiryDelay(ttlDelayS)
            .limitChanges(changeLimits)
            .throughput(throughput.config())
            .stopTimeout(Duration.ofSeconds(stopTimeoutS))
            .start();
    stopWithTheProcess(stator);
    System.out.printf(
        "Stator ready on %s in %d ms (%s%s)%n",
        stator.endpoint(), sinceStartMs(), mode(), asksForKeys() ? ", signed requests only" : "");
    System.out.flush();
    waitForever();
  }

  /** Refuses options that do not go together, or have values that cannot be. */
  void check() {
    if (port < 0 || port > MAX_PORT) {
      throw mistake("--port must be between 0 and " + MAX_PORT + ": " + port);
    }
    if (workers != null && (workers < 1 || workers > MAX_WORKERS)) {
      throw mistake("--workers must be between 1 and " + MAX_WORKERS + ": " + workers);
    }
    if (buckets != null && s3Endpoint != null) {
      throw mistake("--buckets and --s3-endpoint exclude each other");
    }
    if (buckets != null && !Files.isDirectory(buckets)) {
      throw mistake("--buckets must be a directory: " + buckets);
    }
    if (s3Endpoint != null && s3Endpoint.getHost() == null) {
      throw mistake("--s3-endpoint must be a URL such as http://host:9000: " + s3Endpoint);
    }
    if ((tlsCert == null) != (tlsKey == null)) {
      throw mistake("--tls-cert and --tls-key go together");
    }
    if (tlsClientCa != null && tlsCert == null) {
      throw mistake("--tls-client-ca needs --tls-cert and --tls-key");
    }
    if (ttlDelayS < 0) {
      throw mistake("--ttl-delay must not be negative: " + ttlDelayS);
    }
    if (stopTimeoutS < 0 || stopTimeoutS > MAX_STOP_TIMEOUT_S) {
      throw mistake(
          "--stop-timeout must be between 0 and " + MAX_STOP_TIMEOUT_S + ": " + stopTimeoutS);
    }
    if (!region.matches("[a-z0-9-]+")) {
      throw mistake("--region must be lower-case letters, digits and hyphens: " + region);
    }
  }

  private Stator.Builder builder() {
    Stator.Builder builder = inMemory ? Stator.inMemory() : Stator.at(data).durability(durability);
    try {
      builder.limits(limits.bodyBytes(), limits.limits()).authFailures(limits.authFailures());
      builder.watch(watch.watch());
      AdminPort admin = watch.adminPort(port);
      if (admin != null) {
        builder.admin(admin);
      }
    } catch (IllegalArgumentException mistake) {
      throw mistake(String.valueOf(mistake.getMessage()));
    }
    if (buckets != null) {
      builder.buckets(buckets);
    } else if (s3Endpoint != null) {
      builder.s3Endpoint(s3Endpoint);
    }
    if (asksForKeys()) {
      builder.requireKeys(data);
    }
    if (tlsCert != null && tlsKey != null) {
      builder.tls(new TlsConfig(tlsCert, tlsKey, tlsClientCa));
    }
    return workers == null ? builder : builder.workers(workers);
  }

  private boolean asksForKeys() {
    if (auth != null) {
      return auth == Auth.REQUIRED;
    }
    try {
      return !InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false; // it is refused in any case
    }
  }

  private String mode() {
    if (inMemory) {
      return "in memory";
    }
    return "data in " + data + ", durability " + durability;
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** On SIGTERM and SIGINT: a clean stop is exit code 0, not the 143 a JVM would give it. */
  private static void stopWithTheProcess(Stator stator) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stator), "stop"));
  }

  private static void stop(Stator stator) {
    SecondSignal.endsAtOnce(UNCLEAN);
    int exitCode = 0;
    try {
      StopReport report = stator.stop();
      System.out.printf(
          "Stator stopped after %d s: %d requests answered, %d ms for those under way,"
              + " %d ms for the last checkpoint%n",
          TimeUnit.MILLISECONDS.toSeconds(sinceStartMs()),
          report.answers(),
          report.draining().toMillis(),
          report.checkpoint().toMillis());
      System.out.flush();
    } catch (RuntimeException failure) {
      Logger log = LoggerFactory.getLogger(ServeCommand.class);
      log.error("Stator did not stop cleanly", failure);
      exitCode = UNCLEAN;
    }
    Runtime.getRuntime().halt(exitCode);
  }

  /** Milliseconds since the start script was called, or else since this class was loaded. */
  private static long sinceStartMs() {
    long launchedMs = Long.getLong(LAUNCHED_PROPERTY, 0);
    return System.currentTimeMillis() - (launchedMs > 0 ? launchedMs : LOADED_MS);
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static final class DurabilityConverter implements ITypeConverter<Durability> {
    @Override
    public Durability convert(String text) {
      try {
        return Durability.parse(text);
      } catch (IllegalArgumentException mistake) {
        throw new TypeConversionException(String.valueOf(mistake.getMessage()));
      }
    }
  }
}
