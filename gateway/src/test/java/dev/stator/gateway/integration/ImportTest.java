package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static dev.stator.gateway.integration.Attributes.value;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.stator.gateway.Stator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ImportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ImportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportSummary;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Imports from buckets that are directories. */
class ImportTest {
  private static final String BUCKET = "source.bucket";
  private static final NewTable TABLE = NewTable.named("imported", "pk:S", "sk:N");
  private static final NewTable INDEXED =
      NewTable.named("imported", "pk:S", "sk:N").globalIndex("by-g", NewTable.all(), "g:N");

  @TempDir Path root;
  private Stator stator;
  private DynamoDbClient client;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(root.resolve("buckets").resolve(BUCKET));
    stator = Stator.at(root.resolve("data")).buckets(root.resolve("buckets")).start();
    client = Clients.withoutRetries(stator.endpoint());
  }

  @AfterEach
  void stop() {
    client.close();
    stator.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = InputCompressionType.class,
      names = "UNKNOWN_TO_SDK_VERSION",
      mode = EnumSource.Mode.EXCLUDE)
  void importsJsonInEveryCompression(InputCompressionType compression) throws IOException {
    write("json/1", lines("a", 1, 3), compression);
    write("json/2/part", lines("b", 1, 2) + "\n   \n", compression);
    write("json/empty", "", InputCompressionType.NONE);
    write("other", lines("c", 1, 1), compression);

    ImportTableDescription ended =
        run(InputFormat.DYNAMODB_JSON, "json/", r -> r.inputCompressionType(compression));

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(ended.processedItemCount()).isEqualTo(5);
    assertThat(ended.importedItemCount()).isEqualTo(5);
    assertThat(ended.errorCount()).isZero();
    assertThat(ended.processedSizeBytes())
        .isEqualTo(lines("a", 1, 3).length() + lines("b", 1, 2).length() + 5);
    assertThat(ended.endTime()).isAfterOrEqualTo(ended.startTime());
    assertThat(ended.failureCode()).isNull();
    assertThat(ended.cloudWatchLogGroupArn()).isNull();
    assertThat(Samples.scan(client, "imported").keySet())
        .allMatch(key -> key.startsWith("a") || key.startsWith("b"))
        .hasSize(5);
  }

  @Test
  void theTableIsWhatWasAskedForWithItsIndexesFilled() throws IOException {
    write("x", "{\"Item\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"g\":{\"N\":\"5\"}}}");
    ImportTableRequest request =
        ImportedTable.request(INDEXED, InputFormat.DYNAMODB_JSON, BUCKET, "x").build();

    ImportTableDescription begun = client.importTable(request).importTableDescription();
    ImportTableDescription ended = ImportedTable.await(client, begun.importArn());

    assertThat(begun.importStatus()).isEqualTo(ImportStatus.IN_PROGRESS);
    assertThat(begun.endTime()).isNull();
    assertThat(begun.processedSizeBytes()).isNull();
    assertThat(begun.importArn()).startsWith(begun.tableArn() + "/import/");
    assertThat(ended.tableId()).isEqualTo(begun.tableId());
    assertThat(ended.clientToken()).isEqualTo(request.clientToken());
    assertThat(ended.s3BucketSource()).isEqualTo(request.s3BucketSource());
    assertThat(ended.tableCreationParameters()).isEqualTo(request.tableCreationParameters());
    assertThat(ended.inputCompressionType()).isEqualTo(InputCompressionType.NONE);
    var table = client.describeTable(r -> r.tableName("imported")).table();
    assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table.tableId()).isEqualTo(begun.tableId());
    assertThat(
            client
                .query(
                    r ->
                        r.tableName("imported")
                            .indexName("by-g")
                            .keyConditionExpression("g = :g")
                            .expressionAttributeValues(Map.of(":g", n(5))))
                .items())
        .hasSize(1);
  }

  @Test
  void importsIonInTheTypesOfItsValues() throws IOException {
    write(
        "x",
        """
        $ion_1_0 {Item:{pk:"a",sk:1.,n:12345678901234567890123456789012345678.,f:-1.5,i:7}}
        $ion_1_0 {Item:{pk:"a",sk:2.,b:{{AAEC}},t:true,z:null,m:{l:[1.,"x",[]]}}}
        {
          Item: { pk: "a", sk: 3., ss: $dynamodb_SS::["b", "a"], ns: $dynamodb_NS::[2., 1.],
                  bs: $dynamodb_BS::[{{AA==}}], 'two words': '''long''' }
        }
        """);

    run(InputFormat.ION, "x", r -> {});

    Map<String, AttributeValue> first = item(1);
    assertThat(value(first, "n").n()).isEqualTo("12345678901234567890123456789012345678");
    assertThat(value(first, "f").n()).isEqualTo("-1.5");
    assertThat(value(first, "i").n()).isEqualTo("7");
    Map<String, AttributeValue> second = item(2);
    assertThat(value(second, "b").b().asByteArray()).containsExactly(0, 1, 2);
    assertThat(value(second, "t").bool()).isTrue();
    assertThat(value(second, "z").nul()).isTrue();
    assertThat(value(value(second, "m").m(), "l").l()).hasSize(3);
    Map<String, AttributeValue> third = item(3);
    assertThat(value(third, "ss").ss()).containsExactly("a", "b");
    assertThat(value(third, "ns").ns()).containsExactly("1", "2");
    assertThat(value(third, "bs").bs()).hasSize(1);
    assertThat(value(third, "two words").s()).isEqualTo("long");
  }

  @ParameterizedTest
  @CsvSource({"','", "';'", "':'", "'|'", "'\t'", "' '"})
  void importsCsvWithEachDelimiter(String delimiter) throws IOException {
    write(
        "x",
        "pk,sk,g,v,w\na,1,5,\"x , \"\"quoted\"\"\n\",007\nb,-2.50,,,é\n".replace(",", delimiter));

    ImportedTable.run(
        client,
        ImportedTable.request(INDEXED, InputFormat.CSV, BUCKET, "x"),
        r -> r.inputFormatOptions(options -> options.csv(csv -> csv.delimiter(delimiter))));

    assertThat(Samples.scan(client, "imported").values())
        .containsExactlyInAnyOrder(
            Map.of(
                "pk",
                s("a"),
                "sk",
                n(1),
                "g",
                n(5),
                "v",
                s("x " + delimiter + " \"quoted\"\n"),
                "w",
                s("007")),
            Map.of("pk", s("b"), "sk", n("-2.5"), "v", s(""), "w", s("é")));
  }

  @Test
  void aHeaderInTheRequestMakesTheFirstLineAnItem() throws IOException {
    write("x/1", "a,1\nb,2\n");
    write("x/2", "c,3");

    run(
        InputFormat.CSV,
        "x/",
        r -> r.inputFormatOptions(options -> options.csv(csv -> csv.headerList("pk", "sk"))));

    assertThat(Samples.scan(client, "imported")).hasSize(3);
  }

  @Test
  void itemsThatAreNotValidAreLeftOutCountedAndLogged() throws IOException {
    write(
        "x/1",
        """
        {"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}
        {"Item":{"pk":{"S":"a"}}}
        {"Item":{"pk":{"S":"a"},"sk":{"S":"2"}}}
        {"Item":{"pk":{"S":""},"sk":{"N":"2"}}}
        {"Item":{"pk":{"S":"a"},"sk":{"N":"2"},"set":{"SS":[]}}}
        {"Item":{"pk":{"S":"a"},"sk":{"N":"3"},"long":{"S":"%s"}}}
        {"Item":{"pk":{"S":"a"},"sk":{"N":"4"},"g":{"S":"no number"}}}
        {"Item":{"pk":{"S":"a"},"sk":{"N":"5"}}}
        """
            .formatted("x".repeat(400 * 1024)));
    write("x/2", "pk,sk");

    ImportTableDescription ended =
        ImportedTable.run(
            client,
            ImportedTable.request(INDEXED, InputFormat.DYNAMODB_JSON, BUCKET, "x/"),
            r -> {});

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.FAILED);
    assertThat(ended.failureCode()).isEqualTo("ItemValidationError");
    assertThat(ended.failureMessage()).startsWith("Some of the items failed validation checks.");
    assertThat(ended.importedItemCount()).isEqualTo(2);
    assertThat(ended.errorCount()).isEqualTo(7);
    assertThat(ended.processedItemCount()).isEqualTo(9);
    assertThat(Samples.scan(client, "imported")).hasSize(2);
    assertThat(Files.readAllLines(errorLog(ended)))
        .hasSize(7)
        .allMatch(line -> line.contains(ended.importArn()))
        .first()
        .asString()
        .contains("\"key\":\"x/1\"", "\"itemIndex\":1", "Missing the key sk in the item");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "DYNAMODB_JSON!{\"Item\": ",
        "DYNAMODB_JSON!{\"NotAnItem\":{\"pk\":{\"S\":\"x\"}}}",
        "DYNAMODB_JSON!{\"Item\":{\"pk\":{\"S\":1}}}",
        "DYNAMODB_JSON!7",
        "ION!{Item:{",
        "ION!{NotAnItem:{}}",
        "ION!\"text\"",
        "CSV!\"x\"y,1",
      })
  void whatIsNoItemEndsTheReadingOfItsFile(InputFormat format, String broken) throws IOException {
    String good =
        switch (format) {
          case CSV -> "pk,sk\na,1\n";
          case ION -> "{Item:{pk:\"a\",sk:1.}}\n";
          default -> lines("a", 1, 1);
        };
    String more = format == InputFormat.CSV ? "b,1\n" : good.replace("\"a\"", "\"b\"");
    write("x/1", good + broken + "\n" + more);
    write("x/2", good.replace("\na,", "\nc,").replace("\"a\"", "\"c\""));

    ImportTableDescription ended = run(format, "x/", r -> {});

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.FAILED);
    assertThat(ended.errorCount()).isEqualTo(1);
    assertThat(Samples.scan(client, "imported").values())
        .extracting(item -> value(item, "pk").s())
        .containsExactly("a", "c");
  }

  @Test
  void aLineOfCsvWithAnotherNumberOfColumnsIsLeftOut() throws IOException {
    write("x", "pk,sk\na,1\nb\nc,1,x\nd,x\n\ne,1\n");

    ImportTableDescription ended = run(InputFormat.CSV, "x", r -> {});

    assertThat(ended.errorCount()).isEqualTo(3);
    assertThat(Samples.scan(client, "imported")).hasSize(2);
  }

  @Test
  void csvMayBeginWithAMarkThatIsNoPartOfIt() throws IOException {
    write("x/1", "\uFEFF\"pk\",\"sk\"\n\"a\",1\n");
    write("x/2", "\uFEFFpk,sk\nb,1\n");

    ImportTableDescription ended = run(InputFormat.CSV, "x/", r -> {});

    assertThat(ended.errorCount()).isZero();
    assertThat(Samples.scan(client, "imported")).hasSize(2);
  }

  @Test
  void csvThatIsNotUtf8IsLeftOut() throws IOException {
    write("x/1", "pk,sk,v\na,1,\u00E9\nb,1,\uD800\uDC00\n".getBytes(UTF_8));
    write("x/2", "pk,sk,v\nc,1,\u00E9\nd,1,e\n".getBytes(ISO_8859_1));
    write("x/3", "pk,sk,\u00E9\ne,1,e\nf,1,f\n".getBytes(ISO_8859_1));

    ImportTableDescription ended = run(InputFormat.CSV, "x/", r -> {});

    assertThat(ended.errorCount()).isEqualTo(2);
    assertThat(Samples.scan(client, "imported").values())
        .containsExactlyInAnyOrder(
            Map.of("pk", s("a"), "sk", n(1), "v", s("\u00E9")),
            Map.of("pk", s("b"), "sk", n(1), "v", s("\uD800\uDC00")),
            Map.of("pk", s("d"), "sk", n(1), "v", s("e")));
    assertThat(Files.readAllLines(errorLog(ended)))
        .satisfiesExactly(
            line -> assertThat(line).contains("The value of v is not UTF-8"),
            line -> assertThat(line).contains("the names of columns are not UTF-8"));
  }

  @Test
  void anObjectCompressedInAnotherWayIsOneError() throws IOException {
    write("x/1", lines("a", 1, 2));
    write("x/2", lines("b", 1, 2), InputCompressionType.GZIP);

    ImportTableDescription ended =
        run(
            InputFormat.DYNAMODB_JSON,
            "x/",
            r -> r.inputCompressionType(InputCompressionType.GZIP));

    assertThat(ended.errorCount()).isEqualTo(1);
    assertThat(ended.importedItemCount()).isEqualTo(2);
  }

  @Test
  void ofEqualKeysOneItemStaysAndAllAreCounted() throws IOException {
    write("x", lines("a", 1, 3) + lines("a", 2, 3));

    ImportTableDescription ended = run(InputFormat.DYNAMODB_JSON, "x", r -> {});

    assertThat(ended.importedItemCount()).isEqualTo(5);
    assertThat(Samples.scan(client, "imported")).hasSize(3);
  }

  @Test
  void noObjectsMakeAnEmptyTable() {
    ImportTableDescription ended = run(InputFormat.DYNAMODB_JSON, "nothing/", r -> {});

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(ended.processedItemCount()).isZero();
    assertThat(ended.processedSizeBytes()).isZero();
    assertThat(Samples.scan(client, "imported")).isEmpty();
  }

  @Test
  void withoutABucketTheImportFailsAndThereIsNoTable() {
    ImportTableDescription ended =
        ImportedTable.run(
            client,
            ImportedTable.request(TABLE, InputFormat.DYNAMODB_JSON, "no-such-bucket", ""),
            r -> {});

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.FAILED);
    assertThat(ended.failureCode()).isEqualTo("S3NoSuchBucket");
    assertThat(ended.failureMessage()).contains("The specified bucket does not exist");
    assertThat(NewTable.exists(client, "imported")).isFalse();
  }

  @Test
  void aTokenNamesAnImportWhateverElseTheRequestSays() throws IOException {
    write("x", lines("a", 1, 1));
    ImportTableRequest request =
        ImportedTable.request(TABLE, InputFormat.DYNAMODB_JSON, BUCKET, "x").build();
    String arn = client.importTable(request).importTableDescription().importArn();
    ImportTableRequest otherTable =
        ImportedTable.request(
                NewTable.named("other", "pk:S", "sk:N"), InputFormat.DYNAMODB_JSON, BUCKET, "x")
            .clientToken(request.clientToken())
            .build();

    assertThatThrownBy(() -> client.importTable(otherTable))
        .isInstanceOf(ImportConflictException.class)
        .hasMessageContaining("Duplicate request detected");
    ImportedTable.await(client, arn);
    assertThatThrownBy(() -> client.importTable(request))
        .isInstanceOf(ResourceInUseException.class)
        .hasMessageContaining("Table already exists: imported");
    client.deleteTable(r -> r.tableName("imported"));
    NewTable.awaitGone(client, "imported");
    assertThat(client.importTable(request).importTableDescription().importArn()).isEqualTo(arn);
  }

  @Test
  void refusesWhatCannotBe() {
    assertRefused(
        "InputFormatOptions",
        r -> r.inputFormatOptions(options -> options.csv(csv -> csv.delimiter(","))));
    assertRefused(
        "HeaderList contains duplicates",
        r ->
            r.inputFormat(InputFormat.CSV)
                .inputFormatOptions(
                    options -> options.csv(csv -> csv.headerList("pk", "sk", "pk"))));
    assertRefused("clientToken", r -> r.clientToken("has$dollar"));
    assertRefused("s3Bucket", r -> r.s3BucketSource(source -> source.s3Bucket("-nope!")));
    assertRefused("inputCompressionType", r -> r.inputCompressionType("BZIP2"));
    assertRefused(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified",
        r ->
            r.tableCreationParameters(
                p ->
                    p.tableName("imported")
                        .keySchema(TABLE.request().keySchema())
                        .attributeDefinitions(TABLE.request().attributeDefinitions())));
    assertThatThrownBy(
            () -> ImportedTable.describe(client, "arn:aws:dynamodb:us-east-1:000000000000:table/x"))
        .hasMessageContaining("Invalid Import ARN");
    assertThatThrownBy(
            () ->
                ImportedTable.describe(
                    client, "arn:aws:dynamodb:us-east-1:000000000000:table/xyz/import/01-00000000"))
        .isInstanceOf(ImportNotFoundException.class);
  }

  @Test
  void importsAreListedPageByPage() {
    for (int i = 0; i < 3; i++) {
      ImportedTable.run(
          client,
          ImportedTable.request(
              NewTable.named("table-" + i, "pk:S"), InputFormat.CSV, BUCKET, "nothing"),
          r -> {});
    }

    var first = client.listImports(r -> r.pageSize(2));
    var second = client.listImports(r -> r.pageSize(2).nextToken(first.nextToken()));
    var ofTable = client.listImports(r -> r.tableArn(first.importSummaryList().get(1).tableArn()));

    assertThat(first.importSummaryList())
        .extracting(ImportSummary::tableArn)
        .allMatch(arn -> arn.endsWith("table-2") || arn.endsWith("table-1"));
    assertThat(second.importSummaryList()).hasSize(1);
    assertThat(second.nextToken()).isNull();
    assertThat(ofTable.importSummaryList())
        .containsExactly(first.importSummaryList().get(1))
        .allMatch(summary -> summary.importStatus() == ImportStatus.COMPLETED)
        .allMatch(summary -> summary.endTime() != null);
    assertThatThrownBy(() -> client.listImports(r -> r.nextToken("0".repeat(112))))
        .hasMessageContaining("NextToken");
  }

  @Test
  void withoutBucketsImportsAreRefused() {
    try (Stator none = Stator.inMemory().start();
        DynamoDbClient other = Clients.withoutRetries(none.endpoint())) {
      ImportTableRequest request =
          ImportedTable.request(TABLE, InputFormat.CSV, BUCKET, "x").build();

      assertThatThrownBy(() -> other.importTable(request))
          .isInstanceOf(DynamoDbException.class)
          .hasMessageContaining("start the server with --buckets or --s3-endpoint");
      assertThat(other.listImports(r -> {}).importSummaryList()).isEmpty();
      assertThat(NewTable.exists(other, "imported")).isFalse();
    }
  }

  private void assertRefused(String message, Consumer<ImportTableRequest.Builder> change) {
    ImportTableRequest.Builder request =
        ImportedTable.request(TABLE, InputFormat.DYNAMODB_JSON, BUCKET, "x");
    change.accept(request);
    assertThatThrownBy(() -> client.importTable(request.build()))
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"))
        .hasMessageContaining(message);
  }

  private ImportTableDescription run(
      InputFormat format, String prefix, Consumer<ImportTableRequest.Builder> change) {
    return ImportedTable.run(client, ImportedTable.request(TABLE, format, BUCKET, prefix), change);
  }

  private Map<String, AttributeValue> item(int sk) {
    return client
        .getItem(r -> r.tableName("imported").key(Map.of("pk", s("a"), "sk", n(sk))))
        .item();
  }

  private Path errorLog(ImportTableDescription ended) {
    String id = ended.importArn().substring(ended.importArn().lastIndexOf('/') + 1);
    return root.resolve("data").resolve("imports").resolve(id + ".errors");
  }

  private static String lines(String pk, int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int sk = from; sk <= to; sk++) {
      lines.append(
          "{\"Item\":{\"pk\":{\"S\":\"%s\"},\"sk\":{\"N\":\"%d\"},\"b\":{\"B\":\"%s\"}}}\n"
              .formatted(pk, sk, Base64.getEncoder().encodeToString(new byte[sk])));
    }
    return lines.toString();
  }

  private void write(String key, String text) throws IOException {
    write(key, text, InputCompressionType.NONE);
  }

  private void write(String key, byte[] content) throws IOException {
    Path file = root.resolve("buckets").resolve(BUCKET).resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void write(String key, String text, InputCompressionType compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case GZIP -> new GZIPOutputStream(bytes);
          case ZSTD -> new ZstdOutputStream(bytes);
          default -> bytes;
        }) {
      out.write(text.getBytes(UTF_8));
    }
    write(key, bytes.toByteArray());
  }
}
