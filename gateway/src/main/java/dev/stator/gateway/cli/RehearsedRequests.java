package dev.stator.gateway.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests to a server on this machine, each on a connection of its own. */
final class RehearsedRequests {
  private RehearsedRequests() {}

  /** Sends a request and reads the answer, whatever it is. */
  static void send(int port, String operation, String body) {
    String request =
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Content-Type: application/x-amz-json-1.0\r\n"
            + "X-Amz-Target: DynamoDB_20120810."
            + operation
            + "\r\nX-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256"
            + " Credential=a/20260101/us-east-1/dynamodb/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=b\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    exchange(port, request, operation);
  }

  /** Gets a page of the port for those who run the server. */
  static String page(int adminPort, String path) {
    return exchange(
        adminPort, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", path);
  }

  private static String exchange(int port, String request, String name) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new IllegalStateException("the server did not answer " + name, failure);
    }
  }
}
