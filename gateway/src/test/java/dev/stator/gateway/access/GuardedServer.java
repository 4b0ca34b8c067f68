package dev.stator.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.gateway.auth.AccessKey;
import dev.stator.gateway.backup.BackupOperations;
import dev.stator.gateway.exporting.ExportOperations;
import dev.stator.gateway.exporting.Exports;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.http.Security;
import dev.stator.gateway.importing.ImportOperations;
import dev.stator.gateway.importing.Imports;
import dev.stator.gateway.importing.ImportsConfig;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.partiql.PartiqlOperations;
import dev.stator.gateway.policy.PolicyDocument;
import dev.stator.gateway.stream.StreamOperations;
import dev.stator.gateway.table.TableOperations;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A server that takes the policy of a request's user from a header of the request. */
final class GuardedServer implements AutoCloseable {
  static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/";
  static final String EVERYTHING = allow("*", "*");
  static final String NOTHING = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";

  private static final String POLICY_HEADER = "x-policy";

  private final Engine engine = Engine.open(EngineConfig.inMemory());
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Operation> operations = new ArrayList<>();
  private final AuditLog audit;
  private final Imports imports;
  private final Exports exports;
  private final GatewayServer server;

  GuardedServer(Path auditFile) throws IOException {
    ApiModel model = ApiModel.load();
    audit = new AuditLog(auditFile, InstantSource.system());
    imports =
        new Imports(
            engine, null, new ImportsConfig("us-east-1", input(model, "ImportTable"), null));
    exports = new Exports(engine, null, "us-east-1", input(model, "ExportTableToPointInTime"));
    addOperations(model);
    server =
        GatewayServer.start(
            engine,
            new Routes(model, operations),
            HttpConfig.of("127.0.0.1", 0, "us-east-1"),
            new Security(
                () -> request -> key(String.valueOf(request.header(POLICY_HEADER))),
                () -> new Guard("us-east-1", InstantSource.system(), audit),
                null,
                null));
  }

  private void addOperations(ApiModel model) {
    operations.addAll(Operations.all());
    operations.addAll(TableOperations.all());
    operations.addAll(PartiqlOperations.all());
    operations.addAll(StreamOperations.all());
    operations.addAll(BackupOperations.all());
    operations.addAll(ImportOperations.all(imports, input(model, "CreateTable")));
    operations.addAll(ExportOperations.all(exports));
  }

  private static StructureShape input(ApiModel model, String operation) {
    return Objects.requireNonNull(model.operation(operation)).input();
  }

  List<Operation> operations() {
    return operations;
  }

  static String allow(String action, String resource) {
    return policy("Allow", action, resource);
  }

  static String policy(String effect, String action, String resource) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"%s\"}]}"
        .formatted(effect, action, resource);
  }

  private static AccessKey key(String policy) {
    String json = new String(Base64.getDecoder().decode(policy), UTF_8);
    return new AccessKey("STATX", "ann", new byte[1], null, PolicyDocument.ofUser(json));
  }

  /**
   * Sends a request with {@code '} for quotation marks and NUL for {@code '}, and returns the body
   * of the answer.
   */
  String send(String policy, String operation, String body) {
    String service =
        operation.contains("Stream") || operation.matches("Get(Records|Shard.*)")
            ? "DynamoDBStreams_20120810."
            : "DynamoDB_20120810.";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", service + operation)
            .header(POLICY_HEADER, Base64.getEncoder().encodeToString(policy.getBytes(UTF_8)))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    body.replace('\'', '"').replace('\u0000', '\'')))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
    imports.close();
    exports.close();
    engine.close();
    audit.close();
  }
}
