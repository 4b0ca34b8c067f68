package dev.stator.loadgen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers like an endpoint with one table, or refuses as told; checks nothing. */
final class NullServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** The last body of each operation. */
  final Map<String, String> bodies = new ConcurrentHashMap<>();

  /** The calls of each operation. */
  final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  /** For an operation, how often it is answered with success before it is refused for ever. */
  final Map<String, Integer> refusedAfter = new ConcurrentHashMap<>();

  volatile boolean hasTable;
  volatile boolean losesItems;
  volatile String lastAuthorization = "";

  NullServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  int callsOf(String operation) {
    AtomicInteger count = calls.get(operation);
    return count == null ? 0 : count.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String operation = target.substring(target.indexOf('.') + 1);
    lastAuthorization = exchange.getRequestHeaders().getFirst("Authorization");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    bodies.put(operation, body);
    int call = calls.computeIfAbsent(operation, name -> new AtomicInteger()).incrementAndGet();
    if (call > refusedAfter.getOrDefault(operation, Integer.MAX_VALUE)) {
      answer(exchange, 400, error("ProvisionedThroughputExceededException"));
    } else if (!hasTable && !operation.equals("CreateTable")) {
      answer(exchange, 400, error("ResourceNotFoundException"));
    } else {
      answer(exchange, 200, success(operation));
    }
  }

  private String success(String operation) {
    return switch (operation) {
      case "CreateTable" -> {
        hasTable = true;
        yield "{}";
      }
      case "DescribeTable" -> "{\"Table\":{\"TableStatus\":\"ACTIVE\"}}";
      case "GetItem" -> losesItems ? "{}" : "{\"Item\":" + "x".repeat(1024) + "}";
      default -> "{}";
    };
  }

  private static String error(String type) {
    return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + type + "\",\"message\":\"no\"}";
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
