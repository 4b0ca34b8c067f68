package dev.stator.gateway.cli;

import dev.stator.gateway.Stator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts a server on an empty data directory, sends it some of everything and stops it, so that the
 * JVM can record what a start loads and the first requests run. {@code ./stator} does that after a
 * build; the data directory is thrown away.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Runnable {
  private static final int ROUNDS = 200;

  @Option(names = "--data", required = true)
  private Path data = Path.of("");

  @Override
  public void run() {
    try (Stator stator = Stator.at(data).start()) {
      int port = stator.port();
      send(
          port,
          "CreateTable",
          "{\"TableName\":\"rehearsal\",\"BillingMode\":\"PAY_PER_REQUEST\","
              + "\"AttributeDefinitions\":[{\"AttributeName\":\"k\",\"AttributeType\":\"S\"}],"
              + "\"KeySchema\":[{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}]}");
      String table = "{\"TableName\":\"rehearsal\"";
      String key = table + ",\"Key\":{\"k\":{\"S\":\"a\"}}";
      for (int round = 0; round < ROUNDS; round++) {
        send(port, "DescribeTable", table + "}");
        send(port, "PutItem", table + ",\"Item\":{\"k\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}}");
        send(port, "GetItem", key + "}");
        send(
            port,
            "UpdateItem",
            key
                + ",\"UpdateExpression\":\"ADD n :one\","
                + "\"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}}");
        send(
            port,
            "Query",
            table
                + ",\"KeyConditionExpression\":\"k = :k\","
                + "\"ExpressionAttributeValues\":{\":k\":{\"S\":\"a\"}}}");
        send(port, "Scan", table + "}");
        send(port, "DeleteItem", key + "}");
        send(port, "ListTables", "{}");
      }
      send(port, "DeleteTable", table + "}");
    }
  }

  /** Sends one request and reads the answer, whatever it is. */
  private static void send(int port, String operation, String body) {
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
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    } catch (IOException failure) {
      throw new IllegalStateException("the server did not answer " + operation, failure);
    }
  }
}
