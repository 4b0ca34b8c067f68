package dev.stator.gateway.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** A client that keeps one connection, and does not make another when the server ends that. */
final class KeptConnection implements AutoCloseable {
  private static final int TIMEOUT_MS = 60_000;
  private static final String HEAD =
      "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n"
          + "X-Amz-Target: DynamoDB_20120810.PutItem\r\nX-Amz-Date: 20260101T000000Z\r\n"
          + "Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature=b\r\nContent-Length: ";

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;

  KeptConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    input = new BufferedInputStream(socket.getInputStream());
    output = socket.getOutputStream();
  }

  /**
   * Sends PutItem and reads the answer.
   *
   * @return whether the connection goes on
   * @throws IOException when there is no whole answer with status 200
   */
  boolean put(String body) throws IOException {
    output.write((HEAD + body.length() + "\r\n\r\n" + body).getBytes(US_ASCII));
    String status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(status);
    }
    int length = 0;
    boolean goesOn = true;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
      goesOn &= !header.replace(" ", "").equals("connection:close");
    }
    if (input.readNBytes(length).length < length) {
      throw new EOFException("within an answer");
    }
    return goesOn;
  }

  /** Sends the head of a request and the first byte of its body. */
  void beginRequest() throws IOException {
    output.write((HEAD + "100\r\n\r\n{").getBytes(US_ASCII));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = input.read(); b != '\n'; b = input.read()) {
      if (b < 0) {
        throw new EOFException("instead of an answer");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
