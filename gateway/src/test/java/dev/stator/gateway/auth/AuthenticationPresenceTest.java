package dev.stator.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationPresenceTest {
  private static final String COMPLETE =
      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature=abc";

  @Test
  void acceptsACompleteHeader() {
    assertThat(AuthenticationPresence.check(COMPLETE, true, null)).isNull();
    assertThat(
            AuthenticationPresence.check(
                "AWS4-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c", true, "x=y"))
        .isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "AWS4", "Basic abc", "Bearer AWS4-"})
  void asksForATokenWhereThereIsNone(@Nullable String authorization) {
    assertRefusal(
        AuthenticationPresence.check(authorization, true, null),
        ErrorCode.MISSING_AUTHENTICATION_TOKEN,
        "Request is missing Authentication Token");
  }

  @Test
  void listsEveryMissingPartOfTheHeader() {
    assertRefusal(
        AuthenticationPresence.check("AWS4-", false, null),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "Authorization header requires 'Credential' parameter. "
            + "Authorization header requires 'Signature' parameter. "
            + "Authorization header requires 'SignedHeaders' parameter. "
            + "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            + " Authorization=AWS4-");
  }

  @Test
  void listsOnlyWhatIsMissing() {
    assertRefusal(
        AuthenticationPresence.check("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=", true, null),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "Authorization header requires 'Signature' parameter. "
            + "Authorization header requires 'SignedHeaders' parameter. "
            + "Authorization=AWS4-HMAC-SHA256 Credential=a, SignedHeaders=");
    assertRefusal(
        AuthenticationPresence.check(COMPLETE, false, null),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
            + "Authorization="
            + COMPLETE);
  }

  @Test
  void refusesBothWaysOfSigningTogether() {
    assertRefusal(
        AuthenticationPresence.check(COMPLETE, true, "X-Amz-Algorithm=AWS4-HMAC-SHA256"),
        ErrorCode.INVALID_SIGNATURE,
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  }

  @Test
  void listsEveryMissingPartOfTheQuery() {
    assertRefusal(
        AuthenticationPresence.check(null, false, "X-Amz-Algorithm&X-Amz-Date=1"),
        ErrorCode.INCOMPLETE_SIGNATURE,
        "AWS query-string parameters must include 'X-Amz-Algorithm'. "
            + "AWS query-string parameters must include 'X-Amz-Credential'. "
            + "AWS query-string parameters must include 'X-Amz-Signature'. "
            + "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
            + "Re-examine the query-string parameters.");
  }

  @Test
  void acceptsACompleteQuery() {
    assertThat(
            AuthenticationPresence.check(
                null,
                false,
                "X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-SignedHeaders=d"
                    + "&X-Amz-Date=e"))
        .isNull();
  }

  private static void assertRefusal(
      @Nullable RequestException refusal, ErrorCode code, String message) {
    assertThat(refusal).isNotNull().hasMessage(message);
    assertThat(refusal).extracting(RequestException::code).isEqualTo(code);
  }
}
