package dev.stator.loadgen.cli;

import dev.stator.loadgen.http.CredentialChain;
import dev.stator.loadgen.http.Credentials;
import dev.stator.loadgen.http.Endpoint;
import dev.stator.loadgen.run.ClientSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where requests go, who sends them and over how many connections. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ClientOptions {
  private static final int IN_FLIGHT_PER_CONNECTION = 8;
  private static final int MIN_IN_FLIGHT = 256;

  @Option(
      names = "--endpoint-url",
      description = "For example http://localhost:8000; without it, that of the profile or of AWS.")
  private @Nullable URI endpoint;

  @Option(names = "--region", description = "For the signature; default: as the AWS tools find it.")
  private @Nullable String region;

  @Option(names = "--profile", description = "A profile of the AWS tools.")
  private @Nullable String profile;

  @Option(
      names = "--ca",
      description =
          "A file in PEM with the certificates to trust, such as that of a server with one of its"
              + " own; default: as the AWS tools find it (AWS_CA_BUNDLE, ca_bundle), or Java's.")
  private @Nullable Path authorities;

  @Option(
      names = "--accept-cost",
      description = "Needed for an endpoint of AWS, where requests cost money.")
  private boolean acceptCost;

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "Each has one request under way (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Event loops of this client (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--max-in-flight",
      description =
          "Requests under way or waiting for a connection; what is scheduled beyond is dropped and"
              + " counted (default: 8 per connection, at least 256).")
  private @Nullable Integer maxInFlight;

  @Option(
      names = "--timeout",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "For one request (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = "--no-signing",
      description = "Sends a signature of zeros, to an endpoint that does not look at it.")
  private boolean unsigned;

  /**
   * @throws IOException when there are no credentials
   * @throws IllegalArgumentException when an option is wrong
   */
  ClientSettings settings() throws IOException, InterruptedException {
    CredentialChain chain = CredentialChain.ofThisMachine(profile);
    String usedRegion = region == null ? chain.region() : region;
    Endpoint target = Endpoint.of(endpoint == null ? chain.endpoint(usedRegion) : endpoint);
    Path trusted = authorities == null ? chain.authorities() : authorities;
    if (trusted != null) {
      target = target.trusting(trusted);
    }
    if (target.isAws() && !acceptCost) {
      throw new IllegalArgumentException(
          target.host() + " costs money for each request: add --accept-cost when you mean it");
    }
    Credentials credentials = chain.credentials(!target.isAws());
    return new ClientSettings(
        target, usedRegion, credentials, threads, connections, timeout, !unsigned, inFlight());
  }

  private int inFlight() {
    return maxInFlight != null
        ? maxInFlight
        : Math.max(MIN_IN_FLIGHT, IN_FLIGHT_PER_CONNECTION * connections);
  }
}
