package dev.stator.loadgen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Sends signed requests over keep-alive connections of HTTP/1.1, one request at a time on each. */
final class DynamoClient {
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final String TARGET_PREFIX = "DynamoDB_20120810.";
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final HttpClient http;
  private final RequestSigner signer;
  private final RequestOptions request;

  /** Belongs to the thread of the context in which it is made. */
  DynamoClient(Vertx vertx, Target target, int connections, Duration timeout) {
    URI endpoint = target.endpoint();
    boolean ssl = "https".equals(endpoint.getScheme());
    int defaultPort = ssl ? HTTPS_PORT : HTTP_PORT;
    int port = endpoint.getPort() < 0 ? defaultPort : endpoint.getPort();
    HttpClientOptions options =
        new HttpClientOptions()
            .setDefaultHost(endpoint.getHost())
            .setDefaultPort(port)
            .setSsl(ssl)
            .setKeepAlive(true)
            .setConnectTimeout((int) timeout.toMillis());
    this.http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connections));
    String host = port == defaultPort ? endpoint.getHost() : endpoint.getHost() + ":" + port;
    this.signer = new RequestSigner(target.credentials(), target.region(), host);
    this.request =
        new RequestOptions().setMethod(HttpMethod.POST).setURI("/").setTimeout(timeout.toMillis());
  }

  /** Where requests go, and who sends them. */
  record Target(URI endpoint, String region, RequestSigner.Credentials credentials) {}

  Future<Answer> call(String operation, Buffer body) {
    String target = TARGET_PREFIX + operation;
    RequestSigner.Signature signature =
        signer.sign(CONTENT_TYPE, target, body.getBytes(), Instant.now());
    long start = System.nanoTime();
    return http.request(request)
        .compose(
            sent ->
                sent.putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                    .putHeader("X-Amz-Target", target)
                    .putHeader("X-Amz-Date", signature.date())
                    .putHeader("X-Amz-Content-Sha256", signature.contentHash())
                    .putHeader(HttpHeaders.AUTHORIZATION, signature.authorization())
                    .send(body))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        bytes ->
                            new Answer(response.statusCode(), bytes, System.nanoTime() - start)));
  }

  Future<Void> close() {
    return http.close();
  }
}
