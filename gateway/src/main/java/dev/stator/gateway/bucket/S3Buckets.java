package dev.stator.gateway.bucket;

import static java.util.stream.Collectors.joining;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The buckets of S3 or of a store like it. The client, and with it the AWS SDK, is loaded by the
 * first call.
 */
final class S3Buckets implements Buckets {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final @Nullable URI endpoint;
  private final String region;
  private @Nullable S3Client client;

  /**
   * @param endpoint null for S3 itself
   */
  S3Buckets(@Nullable URI endpoint, String region) {
    this.endpoint = endpoint;
    this.region = region;
  }

  /** Other stores than S3 take no checksums in trailers, and hosts that name no bucket. */
  private synchronized S3Client client() {
    S3Client open = client;
    if (open == null) {
      open =
          S3Client.builder()
              .endpointOverride(endpoint)
              .region(Region.of(region))
              .forcePathStyle(endpoint != null)
              .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
              .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
              .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
              .httpClient(UrlConnectionHttpClient.create())
              .build();
      client = open;
    }
    return open;
  }

  @Override
  public Iterator<StoredObject> list(String bucket, String prefix, @Nullable String after) {
    var objects =
        attempt(
            prefix,
            () ->
                client()
                    .listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix).startAfter(after))
                    .contents()
                    .iterator());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return attempt(prefix, objects::hasNext);
      }

      @Override
      public StoredObject next() {
        var object = attempt(prefix, objects::next);
        return new StoredObject(object.key(), object.size(), epochMs(object.lastModified()));
      }
    };
  }

  @Override
  public InputStream open(String bucket, String key) {
    return new ResumingStream(
        position ->
            new BucketStream(
                attempt(
                    key,
                    () ->
                        client()
                            .getObject(
                                request -> {
                                  request.bucket(bucket).key(key);
                                  if (position > 0) {
                                    request.range("bytes=" + position + "-");
                                  }
                                }))));
  }

  @Override
  public @Nullable StoredObject find(String bucket, String key) {
    try {
      var head = client().headObject(request -> request.bucket(bucket).key(key));
      return new StoredObject(key, head.contentLength(), epochMs(head.lastModified()));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return null;
      }
      throw failed(key, e);
    } catch (SdkException e) {
      throw failed(key, e);
    }
  }

  @Override
  public String put(String bucket, String key, byte[] content) {
    return put(bucket, key, RequestBody.fromBytes(content), Md5.of(content));
  }

  @Override
  public String put(String bucket, String key, Path content, byte[] md5) {
    return put(bucket, key, RequestBody.fromFile(content), md5);
  }

  private String put(String bucket, String key, RequestBody body, byte[] md5) {
    String checksum = Base64.getEncoder().encodeToString(md5);
    String tag =
        attempt(
            key,
            () ->
                client()
                    .putObject(
                        request -> request.bucket(bucket).key(key).contentMD5(checksum), body)
                    .eTag());
    return tag == null ? "" : tag.replace("\"", "");
  }

  @Override
  public void delete(String bucket, String key) {
    var _ = attempt(key, () -> client().deleteObject(request -> request.bucket(bucket).key(key)));
  }

  /** What a store does not say the time of counts as written just now. */
  private static long epochMs(@Nullable Instant time) {
    return time == null ? Long.MAX_VALUE : time.toEpochMilli();
  }

  private static <T> T attempt(String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failed(key, e);
    }
  }

  private static BucketException failed(String key, SdkException cause) {
    if (cause instanceof NoSuchBucketException) {
      return BucketException.noSuchBucket();
    }
    if (cause instanceof NoSuchKeyException) {
      return BucketException.noSuchKey(key);
    }
    if (cause instanceof S3Exception answer && answer.statusCode() == FORBIDDEN) {
      return BucketException.accessDenied(reason(answer));
    }
    return new BucketException(
        BucketException.UNKNOWN, "The bucket could not be read or written", reason(cause), cause);
  }

  /** What the store answered or, when it did not, what the SDK says. */
  private static String reason(SdkException cause) {
    if (cause instanceof S3Exception answer && answer.awsErrorDetails() != null) {
      String code = answer.awsErrorDetails().errorCode();
      String message = answer.awsErrorDetails().errorMessage();
      return Stream.of(code, message, "status " + answer.statusCode())
          .filter(part -> part != null && !part.isEmpty())
          .collect(joining(", "));
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public synchronized void close() {
    S3Client open = client;
    if (open != null) {
      open.close();
      client = null;
    }
  }
}
