package dev.stator.gateway.differential;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the two sides. */
final class Endpoint {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_PAGES = 300;
  private static final String CREDENTIAL = "AKIDEXAMPLE/20260101/us-east-1/dynamodb/aws4_request";

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI uri;

  Endpoint(URI uri) {
    this.uri = uri;
  }

  Answer send(Request request) throws IOException, InterruptedException {
    var response =
        client.send(
            HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810." + request.operation())
                .header("X-Amz-Date", "20260101T000000Z")
                .header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential="
                        + CREDENTIAL
                        + ", SignedHeaders=host;x-amz-date, Signature=abc")
                .POST(BodyPublishers.ofString(Json.text(request.body())))
                .build(),
            BodyHandlers.ofString());
    return new Answer(response.statusCode(), Json.asObject(Json.parse(response.body())));
  }

  /** The items of all pages, each page with the limit of the request. */
  List<Object> items(Request request) throws IOException, InterruptedException {
    List<Object> items = new ArrayList<>();
    Map<String, Object> body = Json.asObject(Json.copy(request.body()));
    for (int page = 0; page < MAX_PAGES; page++) {
      Answer answer = send(new Request(request.operation(), body));
      if (!answer.isOk()) {
        throw new IllegalStateException(answer.error() + " to " + Json.text(body));
      }
      items.addAll(Json.asList(answer.body().getOrDefault("Items", List.of())));
      Object last = answer.body().get("LastEvaluatedKey");
      if (last == null) {
        return items;
      }
      body.put("ExclusiveStartKey", last);
    }
    throw new IllegalStateException("no end to the pages of " + request);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
