package dev.stator.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Sends requests as a client of DynamoDB does; quotes are written as apostrophes. */
final class Client implements AutoCloseable {
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature=b";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;

  Client(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** The body of the answer, whatever its status. */
  String call(String operation, String body) {
    return call(operation, body.replace('\'', '"').getBytes(UTF_8));
  }

  /** The same for a body of any bytes. */
  String call(String operation, byte[] body) {
    return callTarget("DynamoDB_20120810." + operation, body);
  }

  /** The same for an operation as the target names it, of any service. */
  String callTarget(String target, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", target)
            .header("X-Amz-Date", "20260101T000000Z")
            .header("Authorization", AUTHORIZATION)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body().replace('"', '\'');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
