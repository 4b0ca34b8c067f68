package dev.stator.gateway.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is given, and reads answers one by one. */
final class RawConnection implements AutoCloseable {
  static final String AUTHORIZATION =
      "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature=abc\r\nX-Amz-Date: 20260101T000000Z\r\n";
  private static final int READ_TIMEOUT_MS = 20_000;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(READ_TIMEOUT_MS);
    input = new BufferedInputStream(socket.getInputStream());
    output = socket.getOutputStream();
  }

  /**
   * @param headers by lower-case name
   */
  record Response(int status, Map<String, String> headers, String body) {
    String header(String name) {
      String value = headers.get(name);
      if (value == null) {
        throw new AssertionError("no header " + name + " in " + headers);
      }
      return value;
    }
  }

  /** A request as text; a body gets its Content-Length. */
  static String request(String line, String headers, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String lengthHeader = length == 0 ? "" : "Content-Length: " + length + "\r\n";
    return line
        + " HTTP/1.1\r\nHost: stator.test:8000\r\n"
        + headers
        + lengthHeader
        + "\r\n"
        + body;
  }

  /** A complete, authorized request to an operation. */
  static String operation(String name, String body) {
    return request(
        "POST /",
        "Content-Type: application/x-amz-json-1.0\r\n"
            + "X-Amz-Target: DynamoDB_20120810."
            + name
            + "\r\n"
            + AUTHORIZATION,
        body);
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawConnection send(byte[] bytes) throws IOException {
    output.write(bytes);
    output.flush();
    return this;
  }

  Response read() throws IOException {
    String[] statusLine = line().split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(statusLine[1]);
    return new Response(status, headers, status == 100 ? "" : body(headers));
  }

  Response exchange(String text) throws IOException {
    return send(text).read();
  }

  /** Whether the server has closed the connection. */
  boolean isAtEnd() throws IOException {
    try {
      return input.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Whether the server closes the connection, perhaps after an answer, within this time. */
  boolean endsWithin(int timeoutMs) throws IOException {
    socket.setSoTimeout(timeoutMs);
    try {
      while (input.read() >= 0) {
        // what it said before
      }
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String body(Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      return text(Integer.parseInt(headers.get("content-length")));
    }
    StringBuilder body = new StringBuilder();
    for (int chunk = Integer.parseInt(line(), 16); chunk > 0; ) {
      body.append(text(chunk));
      line();
      chunk = Integer.parseInt(line(), 16);
    }
    line();
    return body.toString();
  }

  private String text(int length) throws IOException {
    return new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = input.read(); b != '\n'; b = input.read()) {
      if (b < 0) {
        throw new EOFException("after: " + line.toString(StandardCharsets.UTF_8));
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
