package dev.stator.loadgen.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds credentials, region, endpoint and trusted certificates where the AWS tools look for them:
 * environment, shared files ({@code credentials}, {@code config}, keys or {@code
 * credential_process}), the endpoint of a container, the metadata of an instance.
 */
public final class CredentialChain {
  private static final String DEFAULT_REGION = "us-east-1";
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(1);
  private static final String METADATA = "http://169.254.169.254/latest/";
  private static final String CONTAINER_HOST = "http://169.254.170.2";

  private final Map<String, String> environment;
  private final Map<String, String> profile;
  private final boolean profileNamed;

  private CredentialChain(
      Map<String, String> environment, Map<String, String> profile, boolean profileNamed) {
    this.environment = environment;
    this.profile = profile;
    this.profileNamed = profileNamed;
  }

  /**
   * The chain of this machine.
   *
   * @param profileName null for that of the environment, or "default"
   * @throws IOException when a named profile is nowhere
   */
  public static CredentialChain ofThisMachine(@Nullable String profileName) throws IOException {
    return of(System.getenv(), Path.of(System.getProperty("user.home")), profileName);
  }

  static CredentialChain of(Map<String, String> environment, Path home, @Nullable String wanted)
      throws IOException {
    String fromEnvironment = environment.get("AWS_PROFILE");
    String name = wanted != null ? wanted : fromEnvironment != null ? fromEnvironment : "default";
    Map<String, String> profile = new HashMap<>();
    profile.putAll(
        section(file(environment, "AWS_CONFIG_FILE", home, "config"), configSection(name)));
    profile.putAll(
        section(file(environment, "AWS_SHARED_CREDENTIALS_FILE", home, "credentials"), name));
    if (wanted != null && profile.isEmpty()) {
      throw new IOException("there is no profile " + wanted);
    }
    return new CredentialChain(environment, profile, wanted != null);
  }

  private static String configSection(String name) {
    return name.equals("default") ? name : "profile " + name;
  }

  private static Path file(
      Map<String, String> environment, String variable, Path home, String name) {
    String path = environment.get(variable);
    return path == null ? home.resolve(".aws").resolve(name) : Path.of(path);
  }

  /** The settings below a header in brackets. */
  private static Map<String, String> section(Path file, String name) throws IOException {
    Map<String, String> section = new HashMap<>();
    if (!Files.isReadable(file)) {
      return section;
    }
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.startsWith("[")) {
        inside = text.equals("[" + name + "]");
      } else if (inside && text.indexOf('=') > 0 && !text.startsWith("#")) {
        int equal = text.indexOf('=');
        section.put(text.substring(0, equal).strip(), text.substring(equal + 1).strip());
      }
    }
    return section;
  }

  public String region() {
    String region = environment.getOrDefault("AWS_REGION", environment.get("AWS_DEFAULT_REGION"));
    return region != null ? region : profile.getOrDefault("region", DEFAULT_REGION);
  }

  /** The file with the certificates to trust, null for those that Java trusts. */
  public @Nullable Path authorities() {
    String file = environment.getOrDefault("AWS_CA_BUNDLE", profile.get("ca_bundle"));
    return file == null || file.isEmpty() ? null : Path.of(file);
  }

  /** Where requests go when nothing else is said. */
  public URI endpoint(String region) {
    String url =
        environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", environment.get("AWS_ENDPOINT_URL"));
    String other = url != null ? url : profile.get("endpoint_url");
    return URI.create(other != null ? other : "https://dynamodb." + region + ".amazonaws.com");
  }

  /**
   * The credentials that are found first.
   *
   * @param placeholder whether invented ones do when there are none
   * @throws IOException when there are none
   */
  public Credentials credentials(boolean placeholder) throws IOException, InterruptedException {
    String accessKey = environment.get("AWS_ACCESS_KEY_ID");
    String secretKey = environment.get("AWS_SECRET_ACCESS_KEY");
    if (!profileNamed && accessKey != null && secretKey != null) {
      return new Credentials(accessKey, secretKey, environment.get("AWS_SESSION_TOKEN"));
    }
    Credentials found = ofProfile();
    if (found == null && environment.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
      found = ofContainer(environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
    }
    if (found == null && environment.containsKey("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
      found =
          ofContainer(CONTAINER_HOST + environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
    }
    if (found == null && !placeholder) {
      found = ofInstance();
    }
    return found != null ? found : Credentials.PLACEHOLDER;
  }

  private @Nullable Credentials ofProfile() throws IOException, InterruptedException {
    String accessKey = profile.get("aws_access_key_id");
    String secretKey = profile.get("aws_secret_access_key");
    if (accessKey != null && secretKey != null) {
      return new Credentials(accessKey, secretKey, profile.get("aws_session_token"));
    }
    String command = profile.get("credential_process");
    return command == null ? null : ofProcess(command);
  }

  private static Credentials ofProcess(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("credential_process failed");
    }
    return ofJson(output, "SessionToken");
  }

  private Credentials ofContainer(@Nullable String uri) throws IOException, InterruptedException {
    String token = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    Map<String, String> headers = token == null ? Map.of() : Map.of("Authorization", token);
    return ofJson(http("GET", String.valueOf(uri), headers), "Token");
  }

  private static Credentials ofInstance() throws IOException, InterruptedException {
    String token =
        http("PUT", METADATA + "api/token", Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"));
    Map<String, String> headers = Map.of("X-aws-ec2-metadata-token", token);
    String roles = METADATA + "meta-data/iam/security-credentials/";
    String role = http("GET", roles, headers).lines().findFirst().orElse("");
    return ofJson(http("GET", roles + role, headers), "Token");
  }

  private static String http(String method, String uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(HTTP_TIMEOUT).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(uri))
              .timeout(HTTP_TIMEOUT)
              .method(method, HttpRequest.BodyPublishers.noBody());
      headers.forEach(request::header);
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("no credentials: " + uri + " answers " + response.statusCode());
      }
      return response.body();
    } catch (java.net.ConnectException | java.net.http.HttpTimeoutException e) {
      throw new IOException("no credentials were found", e);
    }
  }

  private static Credentials ofJson(String json, String tokenName) throws IOException {
    String accessKey = member(json, "AccessKeyId");
    String secretKey = member(json, "SecretAccessKey");
    if (accessKey == null || secretKey == null) {
      throw new IOException("the source of credentials gave none");
    }
    return new Credentials(accessKey, secretKey, member(json, tokenName));
  }

  private static @Nullable String member(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
    return matcher.find() ? matcher.group(1).replace("\\/", "/") : null;
  }
}
