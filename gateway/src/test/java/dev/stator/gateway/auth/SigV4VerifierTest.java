package dev.stator.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the AWS SDK signs pass, and nothing that was changed afterwards does. */
class SigV4VerifierTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:30:45Z");
  private static final AccessKey KEY =
      new AccessKey("KEY1", "ann", SdkSigner.SECRET.getBytes(UTF_8), null, SdkSigner.POLICY);
  private static final SdkSigner SIGNER = SdkSigner.of("KEY1", NOW);
  private static final GivenRequest REQUEST =
      GivenRequest.post("{\"TableName\":\"things\"}")
          .with("X-Amz-Target", "DynamoDB_20120810.DescribeTable")
          .with("Content-Type", "application/x-amz-json-1.0");
  private static final String UNKNOWN_CLIENT =
      "The security token included in the request is invalid.";
  private static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";

  private final AtomicReference<AccessKeys> keys =
      new AtomicReference<>(new AccessKeys(Map.of(KEY.id(), KEY)));
  private Instant now = NOW;
  private final SigV4Verifier verifier =
      new SigV4Verifier(SigningScope.ofDynamoDb("us-east-1"), keys::get, () -> now);

  @Test
  void tellsWhoSigned() {
    assertThat(verifier.authenticate(SIGNER.sign(REQUEST))).isSameAs(KEY);
  }

  @Test
  void verifiesAKnownClientAsStrictlyAsAnUnknownOne() {
    GivenRequest first = SIGNER.sign(REQUEST);
    verifier.authenticate(first);

    assertThat(verifier.authenticate(first)).isSameAs(KEY);
    assertThat(verifier.authenticate(SIGNER.sign(REQUEST.withBody("{}")))).isSameAs(KEY);
    assertMismatch(first.withBody("{\"TableName\":\"thingS\"}"));
    assertMismatch(first.replacing("X-Amz-Target", "DynamoDB_20120810.DeleteTable"));
    assertMismatch(first.replacing("X-Amz-Date", "20260301T123046Z"));
    assertThat(verifier.authenticate(first)).isSameAs(KEY);
  }

  @Test
  void refusesWhatWasChangedAfterItWasSigned() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    String authorization = String.valueOf(signed.header("Authorization"));

    assertMismatch(signed.withBody(""));
    assertMismatch(signed.withBody("{\"TableName\":\"thingz\"}"));
    assertMismatch(signed.replacing("X-Amz-Target", "DynamoDB_20120810.DeleteTable"));
    assertMismatch(signed.with("X-Amz-Target", "DynamoDB_20120810.DeleteTable"));
    assertMismatch(signed.replacing("Host", "127.0.0.1:8001"));
    assertMismatch(signed.withQuery("a=b"));
    assertMismatch(signed.replacing("Authorization", authorization.replaceFirst(".$", "")));
    assertMismatch(signed.replacing("Authorization", authorization + "0"));
    assertMismatch(
        signed.replacing(
            "Authorization",
            authorization.substring(0, authorization.length() - 64)
                + authorization
                    .substring(authorization.length() - 64)
                    .toUpperCase(java.util.Locale.ROOT)
                    .replace('0', '1')));
  }

  @Test
  void refusesAnotherSecret() {
    var other = new AccessKey("KEY1", "ann", "another".getBytes(UTF_8), null, SdkSigner.POLICY);
    keys.set(new AccessKeys(Map.of("KEY1", other)));

    assertMismatch(SIGNER.sign(REQUEST));
  }

  @Test
  void everyByteOfTheSignatureCounts() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    verifier.authenticate(signed);
    String authorization = String.valueOf(signed.header("Authorization"));
    for (int i = authorization.length() - 64; i < authorization.length(); i++) {
      char other = authorization.charAt(i) == '0' ? '1' : '0';
      assertMismatch(
          signed.replacing(
              "Authorization",
              authorization.substring(0, i) + other + authorization.substring(i + 1)));
    }
  }

  @Test
  void forgetsAClientWhoseKeyIsGone() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    verifier.authenticate(signed);

    keys.set(AccessKeys.NONE);

    assertRefused(signed, ErrorCode.UNRECOGNIZED_CLIENT, UNKNOWN_CLIENT);
  }

  @Test
  void followsTheDayOfItsClients() {
    verifier.authenticate(SIGNER.sign(REQUEST));
    now = NOW.plus(Duration.ofDays(1));

    assertThat(verifier.authenticate(SdkSigner.of("KEY1", now).sign(REQUEST))).isSameAs(KEY);
  }

  @Test
  void refusesAHeaderOfTheServiceThatIsNotSigned() {
    GivenRequest signed = SIGNER.sign(REQUEST.without("X-Amz-Target"));

    assertRefused(
        signed.with("X-Amz-Target", "DynamoDB_20120810.DeleteTable"),
        ErrorCode.INVALID_SIGNATURE,
        "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.");
  }

  @Test
  void refusesToDoWithoutTheHost() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    String authorization = String.valueOf(signed.header("Authorization"));

    assertRefused(
        signed.replacing("Authorization", authorization.replace("host;", "")),
        ErrorCode.INVALID_SIGNATURE,
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }

  @Test
  void signsTheBodyAlsoForThoseWhoWouldNot() {
    GivenRequest signed = SIGNER.sign(REQUEST.with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));

    assertMismatch(signed.withBody("{}"));
  }

  @Test
  void givesSignaturesFifteenMinutesEitherWay() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    for (boolean known : new boolean[] {false, true}) {
      now = NOW.plus(Duration.ofMinutes(15));
      assertThat(verifier.authenticate(signed)).as("known: " + known).isSameAs(KEY);
      now = NOW.minus(Duration.ofMinutes(15));
      assertThat(verifier.authenticate(signed)).isSameAs(KEY);
      now = NOW.plus(Duration.ofSeconds(901));
      assertRefused(
          signed,
          ErrorCode.INVALID_SIGNATURE,
          "Signature expired: 20260301T123045Z is now earlier than 20260301T123046Z"
              + " (20260301T124546Z - 15 min.)");
      now = NOW.minus(Duration.ofSeconds(901));
      assertRefused(
          signed,
          ErrorCode.INVALID_SIGNATURE,
          "Signature not yet current: 20260301T123045Z is still later than 20260301T123044Z"
              + " (20260301T121544Z + 15 min.)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "201",
        "20260301",
        "20260301T123045",
        "20260301T123045+",
        "20260230T000000Z",
        "20261301T000000Z",
        "20260301T240000Z",
        "20260301T236000Z",
        "2026030aT000000Z",
        "Sun, 01 Mar 2026 12:30:45 GMT"
      })
  void takesDatesOfOneFormatOnly(String date) {
    assertRefused(
        SIGNER.sign(REQUEST).replacing("X-Amz-Date", date),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "Date must be in ISO-8601 'basic format'. Got '"
            + date
            + "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }

  @Test
  void tellsAllThatIsWrongWithTheCredential() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    String authorization = String.valueOf(signed.header("Authorization"));
    String credential = "KEY1/20260301/us-east-1/dynamodb/aws4_request";

    assertRefused(
        signed.replacing("Authorization", authorization.replace(credential, "a/b/c/d/e")),
        ErrorCode.INVALID_SIGNATURE,
        "Credential should be scoped to a valid region, not 'c'. "
            + "Credential should be scoped to correct service: 'dynamodb'. "
            + "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. "
            + "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
            + " HTTP: 'b' != '20260301', from '20260301T123045Z'.");
    assertRefused(
        signed.replacing("Authorization", authorization.replace(credential, "a/b/c/d")),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "Credential must have exactly 5 slash-delimited elements, e.g."
            + " keyid/date/region/service/term, got 'a/b/c/d'");
    assertRefused(
        signed.replacing("Authorization", authorization.replace("SHA256 ", "SHA25 ")),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only AWS4-HMAC-SHA256 for now). ");
    assertRefused(
        SIGNER.in("eu-west-1").sign(REQUEST),
        ErrorCode.INVALID_SIGNATURE,
        "Credential should be scoped to a valid region, not 'eu-west-1'.");
    assertRefused(
        signed.replacing(
            "Authorization", "AWS4-HMAC-SHA256 Signature=b,    Credential,    SignedHeaders"),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header:"
            + " 'AWS4-HMAC-SHA256 Signature=b,    Credential,    SignedHeaders'.");
  }

  /** Each request is wrong in all the ways of those after it, too. */
  @Test
  void tellsMistakesInTheOrderOfTheService() {
    GivenRequest wrong =
        REQUEST
            .with("X-Amz-Date", "20200101T000000Z")
            .with(
                "Authorization",
                "AWS4-HMAC-SHA1 Credential=a/b/c, SignedHeaders=x-amz-date, Signature=x");
    assertMessage(wrong.without("Authorization"), "Request is missing Authentication Token");
    assertMessage(
        wrong.replacing("Authorization", "AWS4-HMAC-SHA1 Credential=a/b/c"),
        "Authorization header requires 'Signature' parameter. Authorization header requires"
            + " 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA1 Credential=a/b/c");
    assertMessage(wrong.replacing("X-Amz-Date", "x"), "Date must be in ISO-8601");
    assertMessage(wrong, "Signature expired");
    now = Instant.parse("2020-01-01T00:00:00Z");
    assertMessage(wrong, "'Host' or ':authority' must be");
    String signed = "AWS4-HMAC-SHA1 Credential=a/b/c, SignedHeaders=host;x-amz-date;x-amz-target,";
    assertMessage(wrong.replacing("Authorization", signed + " Signature=x"), "Unsupported AWS");
    signed = signed.replace("SHA1", "SHA256");
    assertMessage(
        wrong.replacing("Authorization", signed + " Signature=x"), "Credential must have");
    signed = signed.replace("a/b/c", "a/20200101/c/dynamodb/aws4_request");
    assertMessage(
        wrong.replacing("Authorization", signed + " Signature=x"),
        "Credential should be scoped to a valid region");
    signed = signed.replace("/c/", "/us-east-1/");
    assertMessage(wrong.replacing("Authorization", signed + " Signature=x"), UNKNOWN_CLIENT);
    signed = signed.replace("=a/", "=KEY1/");
    assertMessage(wrong.replacing("Authorization", signed + " Signature=x"), MISMATCH);
  }

  @Test
  void takesSeparatorsOfAnyKind() {
    GivenRequest signed = SIGNER.sign(REQUEST);
    String authorization = String.valueOf(signed.header("Authorization"));

    verifier.authenticate(signed.replacing("Authorization", authorization.replace(", ", ",")));
    verifier.authenticate(signed.replacing("Authorization", authorization.replace(", ", " ")));
    verifier.authenticate(signed.replacing("Authorization", authorization.replace(", ", " ,  ")));
  }

  @Test
  void refusesSessionTokensSinceNobodyGivesThem() {
    assertRefused(
        SIGNER.withSessionToken().sign(REQUEST),
        ErrorCode.UNRECOGNIZED_CLIENT,
        "The security token included in the request is invalid");
    assertRefused(
        SIGNER.withSessionToken().expiringIn(Duration.ofMinutes(1)).sign(REQUEST),
        ErrorCode.UNRECOGNIZED_CLIENT,
        "The security token included in the request is invalid");
  }

  @Test
  void takesPresignedRequestsUntilTheyExpire() {
    GivenRequest signed = SIGNER.expiringIn(Duration.ofHours(1)).sign(REQUEST);

    assertThat(verifier.authenticate(signed)).isSameAs(KEY);
    now = NOW.plus(Duration.ofHours(1));
    assertThat(verifier.authenticate(signed)).isSameAs(KEY);
    now = now.plusSeconds(1);
    assertMessage(signed, "Signature expired: 20260301T123045Z is now earlier than 20260301T12304");
    now = NOW;
    String query = String.valueOf(signed.query());
    assertMismatch(signed.withQuery(query.replace("Expires=3600", "Expires=3601")));
    assertMismatch(signed.withQuery(query + "&a=b"));
    assertMismatch(signed.withBody("{}"));
    assertMismatch(signed.replacing("X-Amz-Target", "DynamoDB_20120810.DeleteTable"));
    assertMessage(
        signed.withQuery(query.replace("Expires=3600", "Expires=604801")),
        "X-Amz-Expires must be less than a week");
    assertMessage(
        signed.withQuery(query.replace("Expires=3600", "Expires=-1")),
        "X-Amz-Expires should be a number");
    assertMessage(
        signed.with("Authorization", "AWS4-"),
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  }

  @Test
  void presignedRequestsHaveTheirOwnListOfWhatIsMissing() {
    assertMessage(
        REQUEST.withQuery("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x"),
        "AWS query-string parameters must include 'X-Amz-Credential'.");
  }

  /** Whatever headers and parameters a client signs, it is understood as the SDK meant it. */
  @Test
  void agreesWithTheSdkOnRandomRequests() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      GivenRequest request = randomRequest(random);
      Duration expires =
          random.nextInt(4) == 0 ? Duration.ofMinutes(random.nextInt(100) + 1) : null;
      GivenRequest signed = (expires == null ? SIGNER : SIGNER.expiringIn(expires)).sign(request);
      assertThat(verifier.authenticate(signed)).as("seed %d: %s", seed, signed).isSameAs(KEY);
    }
  }

  private static GivenRequest randomRequest(Random random) {
    GivenRequest request = REQUEST.withBody("x".repeat(random.nextInt(200)));
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = "X-Amz-Meta-" + (char) ('a' + random.nextInt(3));
      request = request.with(name, text(random, " \tab,;\"=/"));
    }
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      query.append(query.isEmpty() ? "" : "&").append('p').append(text(random, "abB-_.~"));
      query.append('=').append(encoded(text(random, "aB -_.~+/=&%é")));
    }
    return query.isEmpty() ? request : request.withQuery(decodedForSdk(query.toString()));
  }

  private static String text(Random random, String characters) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }

  /** The SDK takes parameters as they are meant, and encodes them. */
  private static String decodedForSdk(String query) {
    return query.replace("%", "");
  }

  private static String encoded(String text) {
    return text.replace("&", "").replace("=", "");
  }

  private void assertMismatch(GivenRequest request) {
    assertRefused(request, ErrorCode.INVALID_SIGNATURE, MISMATCH);
  }

  private void assertMessage(GivenRequest request, String beginning) {
    assertThatThrownBy(() -> verifier.authenticate(request))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith(beginning);
  }

  private void assertRefused(GivenRequest request, ErrorCode code, String message) {
    assertThatThrownBy(() -> verifier.authenticate(request))
        .isInstanceOf(RequestException.class)
        .hasMessage(message)
        .extracting(thrown -> ((RequestException) thrown).code())
        .isEqualTo(code);
  }
}
