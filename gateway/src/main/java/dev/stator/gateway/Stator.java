package dev.stator.gateway;

import dev.stator.core.engine.Durability;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.PrivateDirectory;
import dev.stator.core.error.StorageException;
import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.gateway.backup.BackupOperations;
import dev.stator.gateway.bucket.BucketLocation;
import dev.stator.gateway.connection.ConnectionLimits;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.http.Security;
import dev.stator.gateway.http.TlsConfig;
import dev.stator.gateway.http.WatchConfig;
import dev.stator.gateway.insights.InsightsOperations;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.partiql.PartiqlOperations;
import dev.stator.gateway.stream.StreamOperations;
import dev.stator.gateway.table.ChangeLimits;
import dev.stator.gateway.table.TableOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: an engine and the HTTP endpoint in front of it.
 *
 * <pre>{@code
 * try (var stator = Stator.inMemory().start()) {
 *   var client = DynamoDbClient.builder().endpointOverride(stator.endpoint())...
 * }
 * }</pre>
 *
 * <p>The JVM needs the options in {@code config/jvm.options}.
 */
public final class Stator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stator.class);

  private final Engine engine;
  private final Transfers transfers;
  private final GatewayServer server;
  private final @Nullable Doorkeeper doorkeeper;
  private final @Nullable Administration administration;
  private final URI endpoint;

  private Stator(
      Engine engine,
      Transfers transfers,
      GatewayServer server,
      @Nullable Doorkeeper doorkeeper,
      @Nullable Administration administration,
      URI endpoint) {
    this.engine = engine;
    this.transfers = transfers;
    this.server = server;
    this.doorkeeper = doorkeeper;
    this.administration = administration;
    this.endpoint = endpoint;
  }

  /** A server whose data is gone when it is closed. */
  public static Builder inMemory() {
    return new Builder(EngineConfig.inMemory());
  }

  /** A durable server on this data directory, which is created if need be. */
  public static Builder at(Path data) {
    return new Builder(EngineConfig.at(data));
  }

  /** Where it accepts requests. */
  public URI endpoint() {
    return endpoint;
  }

  public int port() {
    return server.port();
  }

  /** Where health and metrics are, 0 when they are nowhere. */
  public int adminPort() {
    return administration == null ? 0 : administration.port();
  }

  /** Stops accepting, finishes requests under way within a bounded time, closes the data. */
  @Override
  public void close() {
    var _ = stop();
  }

  /** The same, and tells what there was to do. */
  public StopReport stop() {
    long startNs = System.nanoTime();
    if (administration != null) {
      administration.closing();
    }
    server.close();
    transfers.close();
    if (doorkeeper != null) {
      doorkeeper.close();
    }
    long drainedNs = System.nanoTime();
    engine.close();
    if (administration != null) {
      administration.close();
    }
    return new StopReport(
        server.answers(),
        Duration.ofNanos(drainedNs - startNs),
        Duration.ofNanos(System.nanoTime() - drainedNs));
  }

  /** What a server is started with; by default on a free port of 127.0.0.1. */
  public static final class Builder {
    private static final int DEFAULT_AUTH_FAILURES = 60;

    private EngineConfig engineConfig;
    private String host = "127.0.0.1";
    private int port;
    private String region = "us-east-1";
    private ChangeLimits changeLimits = ChangeLimits.NONE;
    private BucketLocation buckets = new BucketLocation.Nowhere();
    private @Nullable Path keys;
    private boolean insecure;
    private @Nullable TlsConfig tls;
    private int maxBodyBytes = HttpConfig.DEFAULT_MAX_BODY_BYTES;
    private ConnectionLimits limits = ConnectionLimits.defaults();
    private int authFailures = DEFAULT_AUTH_FAILURES;
    private WatchConfig watch = WatchConfig.DEFAULT;
    private @Nullable AdminPort admin;
    private Duration stopTimeout = HttpConfig.DEFAULT_STOP_TIMEOUT;

    private Builder(EngineConfig engineConfig) {
      this.engineConfig = engineConfig;
    }

    /**
     * An address of this machine or a name of one; a loopback address unless keys are asked for.
     */
    public Builder host(String newHost) {
      host = newHost;
      return this;
    }

    /** The port to listen on, 0 for any that is free. */
    public Builder port(int newPort) {
      port = newPort;
      return this;
    }

    public Builder durability(Durability newDurability) {
      engineConfig = engineConfig.withDurability(newDurability);
      return this;
    }

    /** How many worker threads, each with its own commit log. */
    public Builder workers(int newWorkers) {
      engineConfig = engineConfig.withWorkers(newWorkers);
      return this;
    }

    /** How many seconds after their time items are removed. */
    public Builder expiryDelay(long seconds) {
      engineConfig = engineConfig.withExpiryDelay(seconds);
      return this;
    }

    /** Whether settings of tables may be changed only as often as the service allows. */
    public Builder limitChanges(boolean limited) {
      changeLimits = limited ? ChangeLimits.SERVICE : ChangeLimits.NONE;
      return this;
    }

    /** Which limits of throughput are held. */
    public Builder throughput(ThroughputConfig newThroughput) {
      engineConfig = engineConfig.withThroughput(newThroughput);
      return this;
    }

    /** Makes each directory below this one a bucket for imports and exports. */
    public Builder buckets(Path root) {
      buckets = new BucketLocation.Directory(root);
      return this;
    }

    /** Takes the buckets for imports and exports from an S3-compatible endpoint. */
    public Builder s3Endpoint(URI uri) {
      buckets = new BucketLocation.Endpoint(uri);
      return this;
    }

    /**
     * Lets only those in who sign with a key of this data directory, which need not be the server's
     * own.
     */
    public Builder requireKeys(Path dataWithKeys) {
      keys = dataWithKeys;
      return this;
    }

    /** Speaks TLS instead of HTTP in the clear. */
    public Builder tls(TlsConfig newTls) {
      tls = newTls;
      return this;
    }

    /** Listens anywhere without asking for keys: for a network that is guarded otherwise. */
    public Builder insecure(boolean newInsecure) {
      insecure = newInsecure;
      return this;
    }

    /** What clients may take. */
    public Builder limits(int newMaxBodyBytes, ConnectionLimits newLimits) {
      maxBodyBytes = newMaxBodyBytes;
      limits = newLimits;
      return this;
    }

    /** How often a minute an address may fail to authenticate; 0 for as often as it likes. */
    public Builder authFailures(int perMinute) {
      authFailures = perMinute;
      return this;
    }

    /** What of requests is counted apart and logged. */
    public Builder watch(WatchConfig newWatch) {
      watch = newWatch;
      return this;
    }

    /** Gives health and metrics on a port of their own; on none if this is not called. */
    public Builder admin(AdminPort newAdmin) {
      admin = newAdmin;
      return this;
    }

    /** How long requests under way may take when the server stops. */
    public Builder stopTimeout(Duration timeout) {
      stopTimeout = timeout;
      return this;
    }

    /** The region that ARNs name and signatures are for. */
    public Builder region(String newRegion) {
      region = newRegion;
      return this;
    }

    /**
     * Opens the data and accepts requests.
     *
     * @throws StartupException if it cannot
     */
    public Stator start() {
      requireJvmOptions();
      requireGuarded();
      requireDirectory();
      var model = CompletableFuture.supplyAsync(ApiModel::load);
      Administration administration = admin == null ? null : admin.start();
      Doorkeeper doorkeeper = null;
      Engine engine = null;
      Transfers transfers = null;
      try {
        doorkeeper = doorkeeper();
        Security security = security(doorkeeper);
        engine = open();
        ApiModel api = model.join();
        transfers = Transfers.open(engine, api, buckets.open(region), region, errorLogs());
        List<Operation> operations = operations();
        operations.addAll(transfers.operations());
        GatewayServer server =
            GatewayServer.start(
                engine,
                new Routes(api, operations),
                HttpConfig.of(host, port, region)
                    .withLimits(maxBodyBytes, limits)
                    .withWatch(watch)
                    .withStopTimeout(stopTimeout),
                security);
        if (administration != null) {
          administration.opened(engine, server, security.failures(), watch.tables());
        }
        return new Stator(
            engine, transfers, server, doorkeeper, administration, endpoint(server.port()));
      } catch (IOException cannotListen) {
        CloseHelper.closeAll(doorkeeper, transfers, engine, administration);
        throw new StartupException(String.valueOf(cannotListen.getMessage()), cannotListen);
      } catch (RuntimeException | Error failure) { // else its threads keep the process alive
        CloseHelper.closeAll(doorkeeper, transfers, engine, administration);
        throw failure;
      }
    }

    private @Nullable Path errorLogs() {
      return engineConfig.durability() instanceof Durability.InMemory
          ? null
          : engineConfig.data().resolve("imports");
    }

    private Security security(@Nullable Doorkeeper doorkeeper) {
      Security security =
          doorkeeper == null ? Security.OPEN : doorkeeper.security(region, authFailures);
      return security.withTls(tls);
    }

    private @Nullable Doorkeeper doorkeeper() {
      try {
        return keys == null ? null : new Doorkeeper(keys);
      } catch (StorageException unreadable) {
        throw new StartupException(String.valueOf(unreadable.getMessage()), unreadable);
      }
    }

    private List<Operation> operations() {
      List<Operation> operations = new ArrayList<>(Operations.all());
      operations.addAll(TableOperations.all(changeLimits));
      operations.addAll(PartiqlOperations.all());
      operations.addAll(StreamOperations.all());
      operations.addAll(BackupOperations.all());
      operations.addAll(InsightsOperations.all());
      return operations;
    }

    private Engine open() {
      try {
        return Engine.open(engineConfig);
      } catch (StorageException | UncheckedIOException failure) {
        throw new StartupException(String.valueOf(failure.getMessage()), failure);
      }
    }

    private URI endpoint(int actualPort) {
      return URI.create(
          (tls == null ? "http://" : "https://")
              + (host.contains(":") ? "[" + host + "]" : host)
              + ":"
              + actualPort);
    }

    private void requireGuarded() {
      try {
        if (InetAddress.getByName(host).isLoopbackAddress()) {
          return;
        }
        if (keys == null && !insecure) {
          throw new StartupException(
              "refusing to listen on "
                  + host
                  + " with --auth off, where anybody can do everything; --insecure allows it");
        }
        warnOfExposure();
      } catch (UnknownHostException unknown) {
        throw new StartupException("unknown host: " + host, unknown);
      }
    }

    private void warnOfExposure() {
      if (keys == null) {
        LOG.warn("{} is open to anybody who can reach it: --auth is off", host);
      }
      if (tls == null) {
        LOG.warn(
            "requests and answers on {} can be read on the network, and requests be sent again:"
                + " there is no --tls-cert",
            host);
      }
    }

    private void requireDirectory() {
      if (engineConfig.durability() instanceof Durability.InMemory) {
        return;
      }
      Path data = engineConfig.data();
      try {
        PrivateDirectory.create(data);
      } catch (FileAlreadyExistsException occupied) {
        throw new StartupException("the data directory " + data + " is not a directory", occupied);
      } catch (IOException failure) {
        throw new StartupException(
            "cannot create the data directory " + data + ": " + reason(failure), failure);
      }
      if (!Files.isWritable(data)) {
        throw new StartupException("the data directory " + data + " is not writable");
      }
    }

    /** File system exceptions say in their class what went wrong, and in their message where. */
    private static String reason(IOException failure) {
      return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    private static void requireJvmOptions() {
      String needed = "jdk.internal.misc";
      if (!Object.class.getModule().isExported(needed, Stator.class.getModule())) {
        throw new StartupException(
            "the JVM lacks --add-exports java.base/"
                + needed
                + "=ALL-UNNAMED; start it with the options in config/jvm.options");
      }
    }
  }
}
