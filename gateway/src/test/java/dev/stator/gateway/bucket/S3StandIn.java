package dev.stator.gateway.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The few operations of S3 that buckets need, in memory: PutObject with Content-MD5, GetObject with
 * a range, HeadObject, DeleteObject and ListObjectsV2 in pages. Breaks connections when told to.
 */
public final class S3StandIn implements AutoCloseable {
  /** Few, so that lists have several pages. */
  private static final int PAGE = 2;

  private final Map<String, ConcurrentNavigableMap<String, byte[]>> buckets =
      new ConcurrentHashMap<>();
  private final Map<String, Instant> written = new ConcurrentHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final AtomicInteger breaks = new AtomicInteger();

  public S3StandIn() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The objects of a bucket, which is made if need be. */
  public ConcurrentNavigableMap<String, byte[]> bucket(String name) {
    return buckets.computeIfAbsent(name, key -> new ConcurrentSkipListMap<>());
  }

  /** Makes an object look as if it had been written then. */
  public void age(String bucket, String key, Instant time) {
    written.put(bucket + "/" + key, time.truncatedTo(ChronoUnit.SECONDS));
  }

  private Instant written(String bucket, String key) {
    return written.getOrDefault(bucket + "/" + key, Instant.EPOCH);
  }

  /** Ends so many of the next contents of objects in their middle. */
  public void breakReads(int count) {
    breaks.set(count);
  }

  /** The requests so far, such as {@code PUT /bucket/key}. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
      synchronized (this) {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, byte[]> bucket = buckets.get(path[0]);
      if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
        fail(exchange, 403, "AccessDenied");
      } else if (bucket == null) {
        fail(exchange, 404, "NoSuchBucket");
      } else if (path.length == 1 || path[1].isEmpty()) {
        list(exchange, path[0]);
      } else {
        switch (exchange.getRequestMethod()) {
          case "PUT" -> {
            age(path[0], path[1], Instant.now());
            put(exchange, bucket, path[1], body);
          }
          case "HEAD" -> {
            exchange
                .getResponseHeaders()
                .set(
                    "Last-Modified",
                    RFC_1123_DATE_TIME.format(written(path[0], path[1]).atOffset(ZoneOffset.UTC)));
            get(exchange, bucket.get(path[1]), false);
          }
          case "DELETE" -> {
            bucket.remove(path[1]);
            exchange.sendResponseHeaders(204, -1);
          }
          default -> get(exchange, bucket.get(path[1]), true);
        }
      }
    }
  }

  private static void put(
      HttpExchange exchange, Map<String, byte[]> bucket, String key, byte[] body)
      throws IOException {
    byte[] md5 = Md5.of(body);
    String given = exchange.getRequestHeaders().getFirst("Content-MD5");
    if (!Base64.getEncoder().encodeToString(md5).equals(given)) {
      fail(exchange, 400, "BadDigest");
      return;
    }
    bucket.put(key, body);
    exchange.getResponseHeaders().set("ETag", '"' + HexFormat.of().formatHex(md5) + '"');
    exchange.sendResponseHeaders(200, -1);
  }

  private void get(HttpExchange exchange, byte @Nullable [] content, boolean withBody)
      throws IOException {
    if (content == null) {
      fail(exchange, 404, "NoSuchKey");
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    int length = content.length - from;
    if (!withBody) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, length == 0 ? -1 : length);
    boolean broken = breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    if (length > 0) {
      exchange.getResponseBody().write(content, from, broken ? length / 2 : length);
    }
  }

  private void list(HttpExchange exchange, String name) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI());
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
    var found = new TreeMap<>(bucket(name).tailMap(after, after.isEmpty()));
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    List<String> page = found.keySet().stream().limit(PAGE).toList();
    for (String key : page) {
      byte[] content = found.getOrDefault(key, new byte[0]);
      xml.append("<Contents><Key>")
          .append(key.replace("&", "&amp;").replace("<", "&lt;"))
          .append("</Key><Size>")
          .append(content.length)
          .append("</Size><LastModified>")
          .append(written(name, key))
          .append("</LastModified></Contents>");
    }
    boolean more = found.size() > page.size();
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    if (more) {
      xml.append("<NextContinuationToken>")
          .append(page.getLast())
          .append("</NextContinuationToken>");
    }
    send(exchange, 200, xml.append("</ListBucketResult>").toString());
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    for (String part : uri.getRawQuery().split("&", -1)) {
      String[] nameAndValue = part.split("=", 2);
      query.put(
          nameAndValue[0],
          nameAndValue.length == 1 ? "" : URLDecoder.decode(nameAndValue[1], UTF_8));
    }
    return query;
  }

  private static void fail(HttpExchange exchange, int status, String code) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      send(
          exchange,
          status,
          "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }
  }

  private static void send(HttpExchange exchange, int status, String xml) throws IOException {
    byte[] bytes = xml.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
