package dev.stator.loadgen.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collections;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A bare server of Vert.x that parses the body of each request with Jackson and answers a fixed
 * body: items are of one size, every table exists, nothing is kept.
 */
public final class NullServer implements AutoCloseable {
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final JsonFactory JSON = new JsonFactory();

  private final Vertx vertx;
  private final int port;

  /**
   * @param wantedPort 0 for any
   * @param itemBytes the size of the item that reads answer
   * @param pageItems how many of them a Query or a Scan answers
   */
  public NullServer(int wantedPort, int threads, int itemBytes, int pageItems) {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(threads)
                .setPreferNativeTransport(Epoll.isAvailable()));
    Map<String, Buffer> answers = answers(itemBytes, pageItems);
    Listener first = new Listener(wantedPort, answers);
    vertx.deployVerticle(first).await();
    port = first.port();
    for (int thread = 1; thread < threads; thread++) {
      vertx.deployVerticle(new Listener(port, answers), new DeploymentOptions()).await();
    }
  }

  public int port() {
    return port;
  }

  private static Map<String, Buffer> answers(int itemBytes, int pageItems) {
    String data = "x".repeat(Math.max(0, itemBytes - 23));
    String item = "{\"pk\":{\"S\":\"user000000000000\"},\"data0\":{\"S\":\"" + data + "\"}}";
    String items = String.join(",", Collections.nCopies(pageItems, item));
    Buffer page =
        buffer("{\"Items\":[%s],\"Count\":%d,\"ScannedCount\":%2$d}".formatted(items, pageItems));
    return Map.of(
        "GetItem", buffer("{\"Item\":" + item + "}"),
        "Query", page,
        "Scan", page,
        "DescribeTable", buffer("{\"Table\":{\"TableStatus\":\"ACTIVE\"}}"),
        "BatchWriteItem", buffer("{\"UnprocessedItems\":{}}"));
  }

  private static Buffer buffer(String text) {
    return Buffer.buffer(text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  private static final class Listener extends VerticleBase {
    private static final CharSequence TARGET = HttpHeaders.createOptimized("X-Amz-Target");
    private static final CharSequence TYPE = HttpHeaders.createOptimized(CONTENT_TYPE);
    private static final Buffer NOTHING = Buffer.buffer("{}");

    private final int wantedPort;
    private final Map<String, Buffer> answers;
    private int port;

    Listener(int wantedPort, Map<String, Buffer> answers) {
      this.wantedPort = wantedPort;
      this.answers = answers;
    }

    int port() {
      return port;
    }

    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer(new HttpServerOptions())
          .requestHandler(this::handle)
          .listen(wantedPort, "127.0.0.1")
          .onSuccess(server -> port = server.actualPort());
    }

    private void handle(HttpServerRequest request) {
      request.body().onSuccess(body -> answer(request, body));
    }

    private void answer(HttpServerRequest request, Buffer body) {
      byte[] bytes = body.getBytes();
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
        while (parser.nextToken() != null) {
          parser.currentToken();
        }
      }
      String target = request.getHeader(TARGET);
      String operation = target == null ? "" : target.substring(target.indexOf('.') + 1);
      request
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
          .end(answers.getOrDefault(operation, NOTHING));
    }
  }
}
