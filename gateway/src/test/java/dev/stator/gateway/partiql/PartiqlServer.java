package dev.stator.gateway.partiql;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.table.TableOperations;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;

/** A server in memory with all operations these tests need, and a client of the AWS SDK. */
final class PartiqlServer implements AutoCloseable {
  private final Engine engine;
  private final GatewayServer server;
  private final DynamoDbClient client;

  private PartiqlServer(Engine engine, GatewayServer server, DynamoDbClient client) {
    this.engine = engine;
    this.server = server;
    this.client = client;
  }

  static PartiqlServer start() throws IOException {
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(TableOperations.all());
    operations.addAll(PartiqlOperations.all());
    Engine engine = Engine.open(EngineConfig.inMemory());
    GatewayServer server =
        GatewayServer.start(
            engine,
            new Routes(ApiModel.load(), operations),
            HttpConfig.of("127.0.0.1", 0, "us-east-1"));
    DynamoDbClient client =
        DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .build();
    return new PartiqlServer(engine, server, client);
  }

  DynamoDbClient client() {
    return client;
  }

  ExecuteStatementResponse run(String statement, AttributeValue... parameters) {
    return client.executeStatement(
        request -> {
          request.statement(statement);
          if (parameters.length > 0) {
            request.parameters(parameters);
          }
        });
  }

  /** The message of the error that a statement is answered with, behind the error's name. */
  String refusal(String statement, AttributeValue... parameters) {
    try {
      run(statement, parameters);
    } catch (DynamoDbException refused) {
      return refused.awsErrorDetails().errorCode()
          + ": "
          + refused.awsErrorDetails().errorMessage();
    }
    return "accepted";
  }

  /** The values of an attribute in the items a statement returns, in their order. */
  List<String> select(String attribute, String statement, AttributeValue... parameters) {
    return run(statement, parameters).items().stream()
        .map(item -> text(Objects.requireNonNull(item.get(attribute))))
        .toList();
  }

  static String text(AttributeValue value) {
    return value.s() != null ? value.s() : value.n();
  }

  static AttributeValue string(String value) {
    return AttributeValue.fromS(value);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    engine.close();
  }
}
