package dev.stator.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private final Health health = new Health();
  private final HttpClient http = HttpClient.newHttpClient();
  private AdminServer server;
  private @Nullable String wrong;

  @BeforeEach
  void start() throws IOException {
    server = AdminServer.start("127.0.0.1", 0, health);
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void isLiveButNotReadyWhileItStartsAndStops() throws Exception {
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/metrics")).isEqualTo(503);

    health.opened();
    assertThat(status("/health/ready")).isEqualTo(200);

    health.closing();
    assertThat(get("/health/ready").body()).isEqualTo("stopping\n");
    assertThat(status("/health/live")).isEqualTo(200);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    health.live(() -> wrong);
    health.ready(() -> wrong == null ? null : "not writable");
    health.opened();
    assertThat(status("/health/ready")).isEqualTo(200);

    wrong = "hangs";

    assertThat(get("/health/live").body()).isEqualTo("hangs\n");
    assertThat(status("/health/live")).isEqualTo(503);
    assertThat(get("/health/ready").body()).isEqualTo("hangs\nnot writable\n");
  }

  @Test
  void givesThePageOfMetrics() throws Exception {
    server.metrics(new AdminServer.Metrics("text/x", () -> "a 1\n"));

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.body()).isEqualTo("a 1\n");
    assertThat(answer.headers().firstValue("content-type")).contains("text/x");
  }

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
