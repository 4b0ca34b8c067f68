package dev.stator.gateway.integration;

import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;

/** Imports tables and waits for their ends. */
final class ImportedTable {
  private static final Set<ImportStatus> ENDS = Set.of(ImportStatus.COMPLETED, ImportStatus.FAILED);

  private ImportedTable() {}

  /** A request to import from a prefix of a bucket into a table with the schema of another. */
  static ImportTableRequest.Builder request(
      NewTable table, InputFormat format, String bucket, String prefix) {
    CreateTableRequest schema = table.request();
    return ImportTableRequest.builder()
        .clientToken(UUID.randomUUID().toString())
        .inputFormat(format)
        .s3BucketSource(source -> source.s3Bucket(bucket).s3KeyPrefix(prefix))
        .tableCreationParameters(
            parameters -> {
              parameters
                  .tableName(schema.tableName())
                  .keySchema(schema.keySchema())
                  .attributeDefinitions(schema.attributeDefinitions())
                  .billingMode(BillingMode.PAY_PER_REQUEST);
              if (schema.hasGlobalSecondaryIndexes()) {
                parameters.globalSecondaryIndexes(schema.globalSecondaryIndexes());
              }
            });
  }

  /** Imports and waits until the import has ended. */
  static ImportTableDescription run(
      DynamoDbClient client,
      ImportTableRequest.Builder request,
      Consumer<ImportTableRequest.Builder> change) {
    change.accept(request);
    String arn = client.importTable(request.build()).importTableDescription().importArn();
    return await(client, arn);
  }

  static ImportTableDescription await(DynamoDbClient client, String arn) {
    Eventually.await(
        "the import has ended", () -> ENDS.contains(describe(client, arn).importStatus()));
    return describe(client, arn);
  }

  static ImportTableDescription describe(DynamoDbClient client, String arn) {
    return client.describeImport(request -> request.importArn(arn)).importTableDescription();
  }
}
