package dev.stator.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {
  private static final String MUSIC = "arn:aws:dynamodb:us-east-1:000000000000:table/Music";

  /** A request of ann's with these values. */
  private record Request(Map<ConditionKey, List<String>> given) implements RequestContext {
    @Override
    public List<String> values(ConditionKey key) {
      return given.getOrDefault(key, List.of());
    }

    @Override
    public String user() {
      return "ann";
    }
  }

  private static final Request PLAIN = new Request(Map.of());

  @Test
  void allowsWhatAStatementAllows() {
    String policy = policy("Allow", "\"dynamodb:GetItem\"", "\"" + MUSIC + "\"", "");

    assertThat(decide(policy, "GetItem", MUSIC, PLAIN)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(policy, "PutItem", MUSIC, PLAIN)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(decide(policy, "GetItem", MUSIC + "2", PLAIN)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(decide(policy, "GetItem", MUSIC + "/index/i", PLAIN))
        .isEqualTo(Decision.NOT_ALLOWED);
  }

  @Test
  void aDenialCountsWhereverItStands() {
    for (String order : List.of("%s,%s", "%2$s,%1$s")) {
      String policy =
          document(
              order.formatted(
                  statement("Allow", "\"*\"", "\"*\"", ""),
                  statement("Deny", "\"dynamodb:Delete*\"", "\"*\"", "")));

      assertThat(decide(policy, "DeleteItem", MUSIC, PLAIN)).isEqualTo(Decision.DENIED);
      assertThat(decide(policy, "GetItem", MUSIC, PLAIN)).isEqualTo(Decision.ALLOWED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dynamodb:GetItem, true",
    "dynamodb:getitem, true",
    "DynamoDB:Get*, true",
    "dynamodb:*Item, true",
    "dynamodb:?etItem, true",
    "*, true",
    "dynamodb:*, true",
    "dynamodb:GetRecords, false",
    "dynamodb:Put*, false"
  })
  void actionsHaveWildcardsAndNoCase(String action, boolean allowed) {
    String policy = policy("Allow", "\"" + action + "\"", "\"*\"", "");

    assertThat(decide(policy, "GetItem", MUSIC, PLAIN) == Decision.ALLOWED).isEqualTo(allowed);
  }

  @Test
  void notActionAndNotResourceAreAllOthers() {
    String policy =
        document(
            "{\"Effect\":\"Allow\",\"NotAction\":\"dynamodb:Delete*\",\"NotResource\":[\""
                + MUSIC
                + "\",\""
                + MUSIC
                + "/*\"]}");

    assertThat(decide(policy, "GetItem", MUSIC + "2", PLAIN)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(policy, "DeleteItem", MUSIC + "2", PLAIN)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(decide(policy, "GetItem", MUSIC, PLAIN)).isEqualTo(Decision.NOT_ALLOWED);
    assertThat(decide(policy, "Query", MUSIC + "/index/i", PLAIN)).isEqualTo(Decision.NOT_ALLOWED);
  }

  @Test
  void resourcesHaveWildcardsAndTheNameOfTheUser() {
    String policy =
        policy(
            "Allow",
            "\"*\"",
            "[\"arn:aws:dynamodb:*:*:table/M?sic\",\"arn:aws:dynamodb:us-east-1:000000000000:table/"
                + "${aws:username}-*/stream/*\"]",
            "");

    assertThat(decide(policy, "GetItem", MUSIC, PLAIN)).isEqualTo(Decision.ALLOWED);
    String stream = MUSIC.replace("Music", "ann-x") + "/stream/2026";
    assertThat(decide(policy, "GetRecords", stream, PLAIN)).isEqualTo(Decision.ALLOWED);
    assertThat(decide(policy, "GetRecords", stream.replace("ann", "bob"), PLAIN))
        .isEqualTo(Decision.NOT_ALLOWED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ForAllValues:StringEquals | dynamodb:LeadingKeys | [\"a\",\"b\"] | a,b | true",
        "ForAllValues:StringEquals | dynamodb:LeadingKeys | [\"a\",\"b\"] | a,c | false",
        "ForAllValues:StringEquals | dynamodb:LeadingKeys | \"a\" | | true",
        "ForAnyValue:StringEquals | dynamodb:LeadingKeys | \"a\" | | false",
        "ForAnyValue:StringEquals | dynamodb:LeadingKeys | \"a\" | c,a | true",
        "ForAllValues:StringLike | dynamodb:LeadingKeys | \"${aws:username}-*\" | ann-1,ann-2 | true",
        "ForAllValues:StringLike | dynamodb:LeadingKeys | \"${aws:username}-*\" | ann-1,bob-2 | false",
        "ForAllValues:StringNotEquals | dynamodb:Attributes | [\"x\",\"y\"] | a,b | true",
        "ForAllValues:StringNotEquals | dynamodb:Attributes | [\"x\",\"y\"] | a,y | false",
        "ForAnyValue:StringNotLike | dynamodb:Attributes | \"x*\" | x1,y | true",
        "ForAnyValue:StringNotLike | dynamodb:Attributes | \"x*\" | x1,x2 | false",
        "StringEquals | dynamodb:Select | \"COUNT\" | COUNT | true",
        "StringEquals | dynamodb:Select | \"COUNT\" | count | false",
        "StringEquals | dynamodb:Select | \"COUNT\" | | false",
        "StringEqualsIfExists | dynamodb:Select | \"COUNT\" | | true",
        "StringEqualsIfExists | dynamodb:Select | \"COUNT\" | X | false",
        "StringNotEquals | dynamodb:Select | \"COUNT\" | | true",
        "StringNotEquals | dynamodb:Select | [\"A\",\"B\"] | B | false",
        "StringEqualsIgnoreCase | dynamodb:ReturnValues | \"none\" | NONE | true",
        "StringNotEqualsIgnoreCase | dynamodb:ReturnValues | \"none\" | NONE | false",
        "StringEquals | aws:username | \"ann\" | ann | true",
        "Null | dynamodb:ReturnValues | \"true\" | | true",
        "Null | dynamodb:ReturnValues | \"true\" | NONE | false",
        "Null | dynamodb:ReturnValues | false | NONE | true",
        "IpAddress | aws:SourceIp | \"10.1.0.0/16\" | 10.1.2.3 | true",
        "IpAddress | aws:SourceIp | \"10.1.0.0/16\" | 10.2.2.3 | false",
        "IpAddress | aws:SourceIp | [\"::1\",\"10.1.2.3\"] | 0:0:0:0:0:0:0:1 | true",
        "IpAddress | aws:SourceIp | \"10.1.2.3\" | 10.1.2.4 | false",
        "IpAddress | aws:SourceIp | \"2001:db8::/33\" | 2001:db8:7fff::1 | true",
        "IpAddress | aws:SourceIp | \"2001:db8::/33\" | 2001:db8:8000::1 | false",
        "NotIpAddress | aws:SourceIp | \"10.0.0.0/8\" | 10.1.2.3 | false",
        "NotIpAddress | aws:SourceIp | \"10.0.0.0/8\" | ::1 | true",
        "DateGreaterThan | aws:CurrentTime | \"2026-01-01T00:00:00Z\" | 1767225601 | true",
        "DateGreaterThan | aws:CurrentTime | \"2026-01-01T00:00:00Z\" | 1767225600 | false",
        "DateGreaterThanEquals | aws:CurrentTime | \"2026-01-01\" | 1767225600 | true",
        "DateLessThan | aws:CurrentTime | \"2026-01-01T01:00:00+01:00\" | 1767225599 | true",
        "DateLessThanEquals | aws:EpochTime | 1767225600 | 1767225600 | true",
        "DateNotEquals | aws:CurrentTime | \"2026-01-01\" | 1767225600 | false",
        "NumericLessThan | aws:EpochTime | \"1767225600\" | 1767225600 | false",
        "NumericEquals | aws:EpochTime | 1767225600 | 1767225600 | true",
        "Bool | aws:SecureTransport | true | true | true",
        "Bool | aws:SecureTransport | \"true\" | false | false",
        "StringEquals | AWS:UserName | \"bob\" | ann | false",
      })
  void conditionsHoldAsIamSays(
      String operator, String key, String wanted, String given, boolean holds) {
    String condition = ",\"Condition\":{\"%s\":{\"%s\":%s}}".formatted(operator, key, wanted);
    ConditionKey found = ConditionKey.find(key);
    Request request =
        new Request(
            found == null || given == null
                ? Map.of()
                : Map.of(found, List.of(given.split(",", -1))));

    assertThat(decide(policy("Allow", "\"*\"", "\"*\"", condition), "GetItem", MUSIC, request))
        .isEqualTo(holds ? Decision.ALLOWED : Decision.NOT_ALLOWED);
    assertThat(decide(policy("Deny", "\"*\"", "\"*\"", condition), "GetItem", MUSIC, request))
        .isEqualTo(holds ? Decision.DENIED : Decision.NOT_ALLOWED);
  }

  @Test
  void allConditionsOfAStatementMustHold() {
    String policy =
        policy(
            "Allow",
            "\"*\"",
            "\"*\"",
            ",\"Condition\":{\"StringEquals\":{\"dynamodb:Select\":\"COUNT\","
                + "\"aws:username\":\"ann\"},\"Bool\":{\"aws:SecureTransport\":\"true\"}}");
    Request all =
        new Request(
            Map.of(
                ConditionKey.SELECT, List.of("COUNT"),
                ConditionKey.USER_NAME, List.of("ann"),
                ConditionKey.SECURE_TRANSPORT, List.of("true")));

    assertThat(decide(policy, "Scan", MUSIC, all)).isEqualTo(Decision.ALLOWED);
    for (ConditionKey key : all.given.keySet()) {
      var others = new HashMap<>(all.given);
      others.put(key, List.of("x"));
      assertThat(decide(policy, "Scan", MUSIC, new Request(others)))
          .as("%s", key)
          .isEqualTo(Decision.NOT_ALLOWED);
    }
  }

  @Test
  void policiesOfResourcesSayWhomTheyAreAbout() {
    for (String principal :
        List.of(
            "\"*\"",
            "{\"AWS\":\"*\"}",
            "{\"AWS\":\"000000000000\"}",
            "{\"AWS\":\"arn:aws:iam::000000000000:root\"}",
            "{\"AWS\":[\"arn:aws:iam::000000000000:user/bob\","
                + "\"arn:aws:iam::000000000000:user/ann\"]}")) {
      assertThat(decideOfResource(principal)).as(principal).isEqualTo(Decision.ALLOWED);
    }
    assertThat(decideOfResource("{\"AWS\":\"arn:aws:iam::000000000000:user/bob\"}"))
        .isEqualTo(Decision.NOT_ALLOWED);
    for (String principal :
        List.of(
            "\"ann\"",
            "{}",
            "{\"AWS\":[]}",
            "{\"Service\":\"*\"}",
            "{\"AWS\":\"123456789012\"}",
            "{\"AWS\":\"arn:aws:iam::000000000000:user/*\"}",
            "{\"AWS\":\"arn:aws:iam::000000000000:role/ann\"}")) {
      assertThatThrownBy(() -> decideOfResource(principal))
          .as(principal)
          .isInstanceOf(PolicyException.class);
    }
    assertThatThrownBy(() -> PolicyDocument.ofResource(policy("Allow", "\"*\"", "\"*\"", "")))
        .isInstanceOf(PolicyException.class);
  }

  private static Decision decideOfResource(String principal) {
    String statement =
        statement("Allow", "\"dynamodb:GetItem\"", "\"" + MUSIC + "\"", "")
            .replace("{\"Effect\"", "{\"Principal\":" + principal + ",\"Effect\"");
    return PolicyDocument.ofResource(document(statement))
        .applicable("dynamodb:GetItem", MUSIC, "ann")
        .decide(PLAIN);
  }

  @Test
  void knowsThePolicyThatAllowsEverything() {
    assertThat(PolicyDocument.ofUser(policy("Allow", "\"*\"", "\"*\"", "")).allowsEverything())
        .isTrue();
    for (String other :
        List.of(
            policy("Deny", "\"*\"", "\"*\"", ""),
            policy("Allow", "\"dynamodb:Get*\"", "\"*\"", ""),
            policy("Allow", "\"*\"", "\"" + MUSIC + "\"", ""),
            policy(
                "Allow",
                "\"*\"",
                "\"*\"",
                ",\"Condition\":{\"Null\":{\"aws:username\":\"false\"}}"),
            policy("Allow", "\"*\"", "\"*\"", "").replace("Action", "NotAction"))) {
      assertThat(PolicyDocument.ofUser(other).allowsEverything()).as(other).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{} {}",
        "{'Version':'2012-10-17'}",
        "{'Statement':[]}",
        "{'Version':'2008-10-17','Statement':[]}",
        "{'Version':'2012-10-17','Statement':[],'Extra':1}",
        "{'Version':'2012-10-17','Statement':[1]}",
        "{'Version':'2012-10-17','Statement':[],'Statement':[]}",
        "S{'Effect':'allow','Action':'*','Resource':'*'}",
        "S{'Action':'*','Resource':'*'}",
        "S{'Effect':'Allow','Resource':'*'}",
        "S{'Effect':'Allow','Action':'*'}",
        "S{'Effect':'Allow','Action':[],'Resource':'*'}",
        "S{'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}",
        "S{'Effect':'Allow','Action':'s3:GetObject','Resource':'*'}",
        "S{'Effect':'Allow','Action':'dynamodb:GetItm','Resource':'*'}",
        "S{'Effect':'Allow','Action':'dynamodb:Gut*','Resource':'*'}",
        "S{'Effect':'Allow','Action':'*','Resource':'Music'}",
        "S{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::bucket'}",
        "S{'Effect':'Allow','Action':'*','Resource':'arn:aws:dynamodb:us-east-1:1:table/Music'}",
        "S{'Effect':'Allow','Action':'*','Resource':'arn:aws:dynamodb:*:*:global-table/x'}",
        "S{'Effect':'Allow','Action':'*','Resource':'arn:aws:dynamodb:*:*:table/${aws:userid}'}",
        "S{'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'}",
        "S{'Effect':'Allow','Action':'*','Resource':'*','NotPrincipal':'*'}",
        "S{'Effect':'Allow','Action':'*','Resource':'*','Condition':[]}",
        "C{'StringEquals':{'aws:userid':'x'}}",
        "C{'StringIs':{'aws:username':'x'}}",
        "C{'ForSomeValues:StringEquals':{'aws:username':'x'}}",
        "C{'StringEquals':{'dynamodb:LeadingKeys':'x'}}",
        "C{'StringEquals':{'aws:username':[]}}",
        "C{'StringEquals':{'aws:username':{}}}",
        "C{'StringEquals':{'aws:username':'${aws:userid}'}}",
        "C{'StringEquals':{'aws:SourceIp':'10.0.0.1'}}",
        "C{'IpAddress':{'aws:username':'10.0.0.1'}}",
        "C{'IpAddress':{'aws:SourceIp':'host.example'}}",
        "C{'IpAddress':{'aws:SourceIp':'10.0.0.0/33'}}",
        "C{'IpAddress':{'aws:SourceIp':'10.0.0.0/x'}}",
        "C{'DateLessThan':{'aws:CurrentTime':'soon'}}",
        "C{'Bool':{'aws:SecureTransport':'maybe'}}",
        "C{'Null':{'aws:username':'maybe'}}",
        "C{'NullIfExists':{'aws:username':'true'}}",
        "C{'NotStringEquals':{'aws:username':'x'}}",
        "C{'BoolNot':{'aws:SecureTransport':'true'}}",
        "C{'ArnLike':{'aws:username':'x'}}"
      })
  void refusesWhatItDoesNotUnderstand(String text) {
    String json = text.replace('\'', '"');
    if (json.startsWith("C")) {
      json = policy("Allow", "\"*\"", "\"*\"", ",\"Condition\":" + json.substring(1));
    } else if (json.startsWith("S")) {
      json = document(json.substring(1));
    }
    String policy = json;

    assertThatThrownBy(() -> PolicyDocument.ofUser(policy)).isInstanceOf(PolicyException.class);
  }

  private static Decision decide(String policy, String action, String resource, Request request) {
    return PolicyDocument.ofUser(policy)
        .applicable("dynamodb:" + action, resource, "ann")
        .decide(request);
  }

  private static String policy(String effect, String action, String resource, String condition) {
    return document(statement(effect, action, resource, condition));
  }

  private static String statement(String effect, String action, String resource, String condition) {
    return "{\"Effect\":\"%s\",\"Action\":%s,\"Resource\":%s%s}"
        .formatted(effect, action, resource, condition);
  }

  private static String document(String statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
  }
}
