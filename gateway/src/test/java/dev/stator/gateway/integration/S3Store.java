package dev.stator.gateway.integration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stator.gateway.foreign.ForeignServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A store like S3 that others wrote: S3Proxy in a process of its own, which keeps objects in memory
 * and verifies signatures of version 4, or the one at {@code -Dstator.s3.endpoint} with the key
 * {@code -Dstator.s3.key} and its {@code -Dstator.s3.secret}. {@code ./stator test s3} fetches
 * S3Proxy; where it is not there, tests are skipped, unless STATOR_S3 is {@code required} in the
 * environment.
 */
final class S3Store implements AutoCloseable {
  private static final String PROPERTY = "stator.s3.";
  private static final Path LIBRARIES = Path.of("target", "s3proxy");

  /** It holds the body of a request in memory to verify it, and takes 32 MiB unless told so. */
  private static final int LONGEST_OBJECT = 128 << 20;

  private final @Nullable ForeignServer server;
  private final URI endpoint;
  private final String key;
  private final String secret;

  private S3Store(@Nullable ForeignServer server, URI endpoint, String key, String secret) {
    this.server = server;
    this.endpoint = endpoint;
    this.key = key;
    this.secret = secret;
  }

  /**
   * Starts it or finds it.
   *
   * @param directory for its configuration
   */
  static S3Store open(Path directory) throws IOException {
    String key = System.getProperty(PROPERTY + "key", "stator-test");
    String secret = System.getProperty(PROPERTY + "secret", "the-secret-of-stator-test");
    String given = System.getProperty(PROPERTY + "endpoint");
    if (given != null) {
      return new S3Store(null, URI.create(given), key, secret);
    }
    assumeTrue(
        Files.isDirectory(LIBRARIES) || "required".equals(System.getenv("STATOR_S3")),
        "S3Proxy is not there: ./stator test s3 fetches it");
    Path configuration = directory.resolve("s3proxy.properties");
    ForeignServer server =
        ForeignServer.start(
            LIBRARIES,
            port -> {
              Files.writeString(configuration, configuration(port, key, secret));
              return List.of(
                  "-Xmx1g", "org.gaul.s3proxy.Main", "--properties", configuration.toString());
            });
    return new S3Store(server, server.endpoint(), key, secret);
  }

  private static String configuration(int port, String key, String secret) {
    return """
    s3proxy.endpoint=http://127.0.0.1:%d
    s3proxy.authorization=aws-v4
    s3proxy.identity=%s
    s3proxy.credential=%s
    s3proxy.v4-max-non-chunked-request-size=%d
    jclouds.provider=transient-nio2
    jclouds.identity=none
    jclouds.credential=none
    """
        .formatted(port, key, secret, LONGEST_OBJECT);
  }

  URI endpoint() {
    return endpoint;
  }

  /** What the environment of a program has that may use it. */
  Map<String, String> credentials() {
    return Map.of("AWS_ACCESS_KEY_ID", key, "AWS_SECRET_ACCESS_KEY", secret);
  }

  /** What the environment of a program has that has another secret. */
  Map<String, String> wrongCredentials() {
    return Map.of("AWS_ACCESS_KEY_ID", key, "AWS_SECRET_ACCESS_KEY", secret + "x");
  }

  /** Makes a bucket that has a name of its own, which is returned. */
  String newBucket() {
    String name = "stator-" + UUID.randomUUID();
    try (S3Client client = client()) {
      client.createBucket(request -> request.bucket(name));
    }
    return name;
  }

  /** A client of the store, which takes no checksums but the signature's. */
  S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
