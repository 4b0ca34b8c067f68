package dev.stator.loadgen.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** Sends single requests and waits for them: what is done before and after a load. */
public final class ControlClient implements AutoCloseable {
  private static final Set<String> SET_BY_THE_CLIENT = Set.of("host", "content-length");

  private final Endpoint endpoint;
  private final RequestSigner signer;
  private final Duration timeout;
  private final HttpClient http;

  public ControlClient(
      Endpoint endpoint, Credentials credentials, String region, Duration timeout) {
    this.endpoint = endpoint;
    this.signer = new RequestSigner(endpoint, credentials, region, true);
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .sslContext(context(endpoint))
            .build();
  }

  private static SSLContext context(Endpoint endpoint) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, Authorities.read(endpoint.authorities()).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be spoken", e);
    }
  }

  /**
   * Calls an operation.
   *
   * @throws IOException when there is no answer
   */
  public Answer call(String operation, String json) throws IOException, InterruptedException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    RequestHead head = signer.head(operation);
    int length = head.render(body, body.length, System.currentTimeMillis() / 1000);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + "/"))
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    new String(head.bytes(), 0, length, StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .filter(header -> header.length == 2)
        .filter(header -> !SET_BY_THE_CLIENT.contains(header[0].toLowerCase(java.util.Locale.ROOT)))
        .forEach(header -> request.header(header[0], header[1]));
    HttpResponse<byte[]> response = send(request.build());
    byte[] answer = response.body();
    return new Answer().wrap(response.statusCode(), answer, 0, answer.length);
  }

  /** The client of the JDK says nothing in words when nobody listens. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new IOException("cannot connect to " + endpoint.url(), e);
    } catch (IOException e) {
      throw new IOException("no answer from " + endpoint.url() + ": " + e, e);
    }
  }

  /**
   * Calls an operation that must succeed.
   *
   * @throws IOException when there is no answer, or a refusal
   */
  public Answer callOrFail(String operation, String json) throws IOException, InterruptedException {
    Answer answer = call(operation, json);
    if (!answer.isSuccess()) {
      throw new IOException(
          operation + " was answered with " + answer.status() + ": " + answer.text());
    }
    return answer;
  }

  @Override
  public void close() {
    http.close();
  }
}
