package dev.stator.loadgen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stator.loadgen.report.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A table in memory that answers like DynamoDB, or misbehaves as told. */
final class FakeServer implements AutoCloseable {
  private static final String PREFIX = "com.amazonaws.dynamodb.v20120810#";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Map<?, ?>> items = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  volatile boolean hasTable;

  /** Every so many calls of a data operation are throttled; 0 for none. */
  volatile int throttleEvery;

  /** Puts are acknowledged but not kept. */
  volatile boolean losesWrites;

  /** Of each batch one item is left undone. */
  volatile boolean leavesOneUndone;

  /** Texts that are read are changed. */
  volatile boolean changesText;

  volatile long delayMs;

  /** Another one when the table was deleted and made again. */
  volatile String tableId = "a";

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  int calls(String operation) {
    return count(operation).get();
  }

  int items() {
    return items.size();
  }

  void forgetItems() {
    items.clear();
  }

  private AtomicInteger count(String operation) {
    return calls.computeIfAbsent(operation, name -> new AtomicInteger());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String operation = target.substring(target.indexOf('.') + 1);
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    int call = count(operation).incrementAndGet();
    String answer;
    if (!hasTable && !operation.equals("CreateTable")) {
      answer = error("ResourceNotFoundException");
    } else if (throttleEvery > 0 && !operation.contains("Table") && call % throttleEvery == 0) {
      answer = error("ProvisionedThroughputExceededException");
    } else {
      pause();
      answer = answer(operation, Json.readObject(body));
    }
    byte[] bytes = answer.getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.contains("__type") ? 400 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void pause() throws IOException {
    try {
      if (delayMs > 0) {
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(delayMs);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private String answer(String operation, Map<String, Object> request) {
    return switch (operation) {
      case "CreateTable" -> {
        hasTable = true;
        yield "{}";
      }
      case "DeleteTable" -> {
        hasTable = false;
        yield "{}";
      }
      case "DescribeTable" ->
          "{\"Table\":{\"TableStatus\":\"ACTIVE\",\"TableId\":\"" + tableId + "\"}}";
      case "GetItem" -> get((Map<?, ?>) member(request, "Key"));
      case "PutItem" -> put((Map<?, ?>) member(request, "Item"), request);
      case "BatchWriteItem" -> batchWrite((Map<?, ?>) member(request, "RequestItems"));
      default -> "{}";
    };
  }

  private static Object member(Map<?, ?> map, String name) {
    Object value = map.get(name);
    return value == null ? Map.of() : value;
  }

  private String get(Map<?, ?> key) {
    Map<?, ?> item = items.get(String.valueOf(key.get("pk")));
    String text = item == null ? "{}" : "{\"Item\":" + Json.compact(item) + "}";
    return changesText ? text.replace("data0\":{\"S\":\"", "data0\":{\"S\":\"!") : text;
  }

  private String put(Map<?, ?> item, Map<String, Object> request) {
    String pk = String.valueOf(item.get("pk"));
    Map<?, ?> old = losesWrites ? items.get(pk) : items.put(pk, item);
    return old == null || !request.containsKey("ReturnValues")
        ? "{}"
        : "{\"Attributes\":" + Json.compact(old) + "}";
  }

  private String batchWrite(Map<?, ?> tables) {
    Map.Entry<?, ?> table = tables.entrySet().iterator().next();
    List<?> requests = (List<?>) table.getValue();
    int done = leavesOneUndone && requests.size() > 1 ? requests.size() - 1 : requests.size();
    for (Object request : requests.subList(0, done)) {
      Map<?, ?> put = (Map<?, ?>) member((Map<?, ?>) request, "PutRequest");
      put((Map<?, ?>) member(put, "Item"), Map.of());
    }
    Map<Object, Object> undone =
        done == requests.size()
            ? Map.of()
            : Map.of(table.getKey(), requests.subList(done, requests.size()));
    return Json.compact(Map.of("UnprocessedItems", undone));
  }

  private static String error(String type) {
    return "{\"__type\":\"" + PREFIX + type + "\",\"message\":\"no\"}";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
