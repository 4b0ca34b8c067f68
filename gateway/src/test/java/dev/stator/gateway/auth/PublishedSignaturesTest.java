package dev.stator.gateway.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stator.core.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Signatures that AWS has published pass: the examples of its documentation, which are here, and
 * its test suite, where {@code -Dstator.sigv4.suite} names its directory {@code v4}.
 */
class PublishedSignaturesTest {
  private static final AccessKey KEY =
      new AccessKey(
          "AKIDEXAMPLE", "example", SdkSigner.SECRET.getBytes(UTF_8), null, SdkSigner.POLICY);
  private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");

  private static final String SUITE = System.getProperty("stator.sigv4.suite", "");

  private static SigV4Verifier verifier(String service) {
    return new SigV4Verifier(
        new SigningScope("us-east-1", service),
        () -> new AccessKeys(Map.of(KEY.id(), KEY)),
        () -> TIME);
  }

  /** "Create a signed AWS API request": the request ListUsers of IAM. */
  @Test
  void acceptsTheExampleOfTheDocumentation() {
    GivenRequest request =
        new GivenRequest("GET", "Action=ListUsers&Version=2010-05-08", List.of(), new byte[0])
            .with("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .with("Host", "iam.amazonaws.com")
            .with("X-Amz-Date", "20150830T123600Z")
            .with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                    + " SignedHeaders=content-type;host;x-amz-date, Signature="
                    + "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");

    assertThat(verifier("iam").authenticate(request)).isSameAs(KEY);
  }

  /** "get-vanilla" of the test suite, which is quoted everywhere. */
  @Test
  void acceptsTheSimplestRequestOfTheTestSuite() {
    GivenRequest request =
        new GivenRequest("GET", null, List.of(), new byte[0])
            .with("Host", "example.amazonaws.com")
            .with("X-Amz-Date", "20150830T123600Z")
            .with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                    + " SignedHeaders=host;x-amz-date, Signature="
                    + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

    assertThat(verifier("service").authenticate(request)).isSameAs(KEY);
  }

  @Test
  void acceptsTheWholeTestSuite() throws IOException {
    assumeTrue(!SUITE.isEmpty(), "-Dstator.sigv4.suite is not given");
    int count = 0;
    for (Path directory : directories()) {
      for (String form : List.of("header", "query")) {
        String text = Files.readString(directory.resolve(form + "-signed-request.txt"), ISO_8859_1);
        count += check(directory, parse(text), form);
      }
    }
    assertThat(count).isGreaterThan(30);
  }

  /** Checks a request of the suite and returns 1, or 0 where it is of a path that is not served. */
  private static int check(Path directory, GivenRequest request, String form) throws IOException {
    String canonical = Files.readString(directory.resolve(form + "-canonical-request.txt"));
    if (!canonical.lines().skip(1).findFirst().orElse("").equals("/")) {
      return 0;
    }
    if (request.header("X-Amz-Security-Token") != null
        || String.valueOf(request.query()).contains("X-Amz-Security-Token")) {
      assertThatThrownBy(() -> verifier("service").authenticate(request))
          .isInstanceOf(RequestException.class);
    } else {
      assertThat(verifier("service").authenticate(request)).as("%s", directory).isSameAs(KEY);
    }
    return 1;
  }

  private static List<Path> directories() throws IOException {
    try (Stream<Path> directories = Files.list(Path.of(SUITE))) {
      return directories.sorted().toList();
    }
  }

  private static GivenRequest parse(String text) {
    int end = text.indexOf("\n\n");
    List<String> lines = (end < 0 ? text : text.substring(0, end)).lines().toList();
    String body = end < 0 ? "" : text.substring(end + 2);
    String target = lines.getFirst().substring(lines.getFirst().indexOf(' ') + 1);
    target = target.substring(0, target.lastIndexOf(' '));
    int question = target.indexOf('?');
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith(" ")) {
        var last = headers.removeLast();
        headers.add(Map.entry(last.getKey(), last.getValue() + line));
      } else if (!line.isEmpty()) {
        int colon = line.indexOf(':');
        headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1)));
      }
    }
    return new GivenRequest(
        lines.getFirst().substring(0, lines.getFirst().indexOf(' ')),
        question < 0 ? null : target.substring(question + 1),
        headers,
        body.getBytes(ISO_8859_1));
  }
}
