package dev.stator.gateway.http;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.gateway.connection.AcceptGate;
import dev.stator.gateway.connection.ConnectionLimits;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** A server on a free port with the operations a test gives it, in front of an empty engine. */
final class ServerFixture implements AutoCloseable {
  private final Engine engine;
  private final GatewayServer server;

  private ServerFixture(Engine engine, GatewayServer server) {
    this.engine = engine;
    this.server = server;
  }

  static ServerFixture start(Operation... operations) throws IOException {
    return start(2, HttpConfig.DEFAULT_MAX_BODY_BYTES, operations);
  }

  static ServerFixture start(int eventLoops, int maxBodyBytes, Operation... operations)
      throws IOException {
    return start(eventLoops, maxBodyBytes, ConnectionLimits.defaults(), operations);
  }

  static ServerFixture start(ConnectionLimits limits, Operation... operations) throws IOException {
    return start(2, HttpConfig.DEFAULT_MAX_BODY_BYTES, limits, operations);
  }

  private static ServerFixture start(
      int eventLoops, int maxBodyBytes, ConnectionLimits limits, Operation... operations)
      throws IOException {
    Engine engine = Engine.open(EngineConfig.inMemory());
    var config =
        new HttpConfig(
            "127.0.0.1",
            0,
            eventLoops,
            maxBodyBytes,
            "us-east-1",
            Duration.ofSeconds(5),
            limits,
            WatchConfig.DEFAULT);
    var routes = new Routes(ApiModel.load(), List.of(operations));
    return new ServerFixture(engine, GatewayServer.start(engine, routes, config));
  }

  /** An operation of the service under its name, doing what the test says. */
  static Operation operation(String name, BiConsumer<Structure, Exchange> body) {
    return new Operation() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void handle(Structure request, Exchange exchange) {
        body.accept(request, exchange);
      }
    };
  }

  /** An operation that answers with this text. */
  static Operation answering(String name, String text) {
    return operation(
        name,
        (request, exchange) -> {
          write(exchange, text);
          exchange.ok();
        });
  }

  static void write(Exchange exchange, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.body().write(bytes, 0, bytes.length);
  }

  AcceptGate connections() {
    return server.connections();
  }

  GatewayServer server() {
    return server;
  }

  RawConnection connect() throws IOException {
    return new RawConnection(server.port());
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
