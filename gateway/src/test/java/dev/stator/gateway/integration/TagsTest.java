package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** Tags of tables. */
@ExtendWith(SharedServer.class)
class TagsTest {
  private static final String MISSING = "arn:aws:dynamodb:us-east-1:000000000000:table/tags-none";

  private final DynamoDbClient client;

  TagsTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void tagsOfCreateTableAreListedInTheOrderOfTheirKeys() {
    var request =
        NewTable.named("tags-created", "pk:S").request().toBuilder()
            .tags(tag("b", "2"), tag("a", ""), tag("B", "3"))
            .build();
    String arn = client.createTable(request).tableDescription().tableArn();

    assertThat(list(arn)).containsExactly("B=3", "a=", "b=2");
  }

  @Test
  void tagsAreAddedReplacedAndTakenAway() {
    String arn = table("tags-changed");

    tag(arn, tag("a", "1"), tag("b", "2"));
    tag(arn, tag("b", "3"), tag("c", "4"));
    untag(arn, "a", "never there");

    assertThat(list(arn)).containsExactly("b=3", "c=4");
    assertThat(NewTable.isActive(client, "tags-changed")).isTrue();
  }

  @Test
  void aTableHasUpTo50Tags() {
    String arn = table("tags-many");
    Tag[] fifty = tags(50);

    tag(arn, fifty);
    tag(arn, tag("k7", "replaced"));

    assertThat(list(arn)).hasSize(50).contains("k7=replaced");
    String message = "Number of Tags exceed the current limit for the provided ResourceArn";
    assertRefused(() -> tag(arn, tag("k50", "v")), "ValidationException", message);
    assertRefused(
        () ->
            client.createTable(
                NewTable.named("tags-too-many", "pk:S").request().toBuilder()
                    .tags(tags(51))
                    .build()),
        "ValidationException",
        message);
    untag(arn, "k0");
    tag(arn, tag("k50", "v"));
    assertThat(list(arn)).hasSize(50);
  }

  @Test
  void keysAndValuesHaveLimits() {
    String arn = table("tags-long");

    tag(arn, tag("k".repeat(128), "v".repeat(256)));

    assertThat(list(arn)).containsExactly("k".repeat(128) + "=" + "v".repeat(256));
    assertThatThrownBy(() -> tag(arn, tag("k".repeat(129), "v")))
        .hasMessageContaining("at 'tags.1.member.key' failed to satisfy constraint: Member must")
        .hasMessageContaining("less than or equal to 128");
    assertThatThrownBy(() -> tag(arn, tag("k", "v".repeat(257))))
        .hasMessageContaining("at 'tags.1.member.value' failed to satisfy constraint: Member must")
        .hasMessageContaining("less than or equal to 256");
    assertThatThrownBy(() -> tag(arn, tag("", "v")))
        .hasMessageContaining("greater than or equal to 1");
    assertThatThrownBy(() -> untag(arn, "k".repeat(129)))
        .hasMessageContaining("less than or equal to 128");
  }

  @Test
  void reservedAndRepeatedKeysAreRefused() {
    String arn = table("tags-refused");
    String prefix = "One or more parameter values were invalid: ";

    assertRefused(
        () -> tag(arn, tag("aws:a", "v")),
        "ValidationException",
        prefix + "Tag keys with the prefix aws: are reserved. Key: aws:a");
    assertRefused(
        () -> tag(arn, tag("a", "1"), tag("a", "2")),
        "ValidationException",
        prefix + "Duplicate tag key: a");
    assertThat(list(arn)).isEmpty();
  }

  @Test
  void atLeastOneMustBeGiven() {
    String arn = table("tags-nothing");

    String noTag = "Atleast one Tag needs to be provided as Input.";
    assertRefused(() -> tag(arn), "ValidationException", noTag);
    assertRefused(
        () -> client.tagResource(request -> request.resourceArn(arn)),
        "ValidationException",
        noTag);
    assertRefused(
        () -> untag(arn),
        "ValidationException",
        "Atleast one Tag Key needs to be provided as Input.");
  }

  @Test
  void whatIsNoArnOfATableIsRefused() {
    String arn = table("tags-arns");

    for (String wrong : List.of("a:b:c:d:e:f/g", "tags-arns", arn + "/index/i", MISSING + "!")) {
      String message = "Invalid TableArn: Invalid ResourceArn provided as input " + wrong;
      assertRefused(() -> tag(wrong, tag("a", "b")), "ValidationException", message);
      assertRefused(() -> untag(wrong, "a"), "ValidationException", message);
      assertRefused(() -> list(wrong), "ValidationException", message);
    }
    assertRefused(
        () -> list(""),
        "AccessDeniedException",
        "User: arn:aws:iam::000000000000:root is not authorized to perform:"
            + " dynamodb:ListTagsOfResource on resource: *");
  }

  @Test
  void aMissingTableIsToldOrNotAllowed() {
    String notFound = "Requested resource not found: ResourcArn: " + MISSING + " not found";

    assertRefused(() -> tag(MISSING, tag("a", "b")), "ResourceNotFoundException", notFound);
    assertRefused(() -> untag(MISSING, "a"), "ResourceNotFoundException", notFound);
    assertRefused(
        () -> list(MISSING),
        "AccessDeniedException",
        "User: arn:aws:iam::000000000000:root is not authorized to perform:"
            + " dynamodb:ListTagsOfResource on resource: "
            + MISSING);
  }

  private String table(String name) {
    NewTable.named(name, "pk:S").createWith(client);
    return client.describeTable(request -> request.tableName(name)).table().tableArn();
  }

  private static Tag[] tags(int count) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tags.add(tag("k" + i, "v"));
    }
    return tags.toArray(Tag[]::new);
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private void tag(String arn, Tag... tags) {
    client.tagResource(request -> request.resourceArn(arn).tags(tags));
  }

  private void untag(String arn, String... keys) {
    client.untagResource(request -> request.resourceArn(arn).tagKeys(Arrays.asList(keys)));
  }

  private List<String> list(String arn) {
    return client.listTagsOfResource(request -> request.resourceArn(arn)).tags().stream()
        .map(tag -> tag.key() + "=" + tag.value())
        .toList();
  }

  private static void assertRefused(Runnable request, String code, String message) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }
}
