package dev.stator.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.gateway.auth.AccessKey;
import dev.stator.gateway.auth.AccessKeys;
import dev.stator.gateway.auth.SigV4Verifier;
import dev.stator.gateway.auth.SignedRequest;
import dev.stator.gateway.auth.SigningScope;
import dev.stator.gateway.policy.PolicyDocument;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The verification of a signed request with the headers that an SDK sends. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class SignatureBenchmark {
  private static final String HMAC = "HmacSHA256";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String SCOPE = "20260301/us-east-1/dynamodb/aws4_request";
  private static final String DATE = "20260301T123045Z";
  private static final PolicyDocument POLICY =
      PolicyDocument.ofUser("{\"Version\":\"2012-10-17\",\"Statement\":[]}");
  private static final Instant NOW = Instant.parse("2026-03-01T12:30:46Z");
  private static final String SIGNED_HEADERS =
      "amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-date;"
          + "x-amz-target";

  @Param({"100", "1024", "10240", "102400"})
  public int bodyLength = 1024;

  private final AccessKey key =
      new AccessKey("STATEXAMPLE", "ann", SECRET.getBytes(UTF_8), null, POLICY);
  private final AccessKeys keys = new AccessKeys(Map.of(key.id(), key));
  private final SigV4Verifier known =
      new SigV4Verifier(SigningScope.ofDynamoDb("us-east-1"), () -> keys, () -> NOW);
  private Sample request = new Sample(Map.of(), new byte[0]);

  /** What a server would have received. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sample(Map<String, String> headers, byte[] body) implements SignedRequest {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public @Nullable String query() {
      return null;
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public void forEachHeader(BiConsumer<String, String> taker) {
      headers.forEach(taker);
    }

    @Override
    public int bodyLength() {
      return body.length;
    }
  }

  @Setup
  public void sign() throws GeneralSecurityException {
    byte[] body = new byte[bodyLength];
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("amz-sdk-invocation-id", "7a1f60d7-43a7-8e2a-4f9b-0c5c3a0b9ef1");
    headers.put("amz-sdk-request", "attempt=1; max=4");
    headers.put("content-length", Integer.toString(bodyLength));
    headers.put("content-type", "application/x-amz-json-1.0");
    headers.put("host", "127.0.0.1:8000");
    headers.put("x-amz-date", DATE);
    headers.put("x-amz-target", "DynamoDB_20120810.PutItem");
    StringBuilder canonical = new StringBuilder("POST\n/\n\n");
    headers.forEach((name, value) -> canonical.append(name + ":" + value + "\n"));
    canonical.append("\n" + SIGNED_HEADERS + "\n" + hash(body));
    String text =
        "AWS4-HMAC-SHA256\n"
            + DATE
            + "\n"
            + SCOPE
            + "\n"
            + hash(canonical.toString().getBytes(UTF_8));
    byte[] signingKey = ("AWS4" + SECRET).getBytes(UTF_8);
    for (String part : SCOPE.split("/", -1)) {
      signingKey = sign(signingKey, part);
    }
    headers.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential="
            + key.id()
            + "/"
            + SCOPE
            + ", SignedHeaders="
            + SIGNED_HEADERS
            + ", Signature="
            + HexFormat.of().formatHex(sign(signingKey, text)));
    headers.put("user-agent", "aws-sdk-java/2.x");
    headers.put("accept-encoding", "gzip");
    request = new Sample(headers, body);
  }

  /** A client that was verified before. */
  @Benchmark
  public AccessKey verifyKnownClient() {
    return known.authenticate(request);
  }

  /** The first request of a client: the signing key is derived and all parts are read. */
  @Benchmark
  public AccessKey verifyNewClient() {
    return new SigV4Verifier(SigningScope.ofDynamoDb("us-east-1"), () -> keys, () -> NOW)
        .authenticate(request);
  }

  private static byte[] sign(byte[] signingKey, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(signingKey, HMAC));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String hash(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
