package dev.stator.gateway.auth;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies AWS Signature Version 4, in the header and presigned, of one event loop's requests. What
 * is wrong is told with the service's messages in the service's order.
 *
 * <p>The algorithm is in the AWS documentation, "Create a signed AWS API request". The payload is
 * always what was sent: the service has no operation that allows {@code UNSIGNED-PAYLOAD}. A
 * request whose client was verified before costs three hashes.
 */
public final class SigV4Verifier implements Authenticator {
  private static final String UNKNOWN_CLIENT =
      "The security token included in the request is invalid.";
  private static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";
  private static final String SECURITY_TOKEN = "X-Amz-Security-Token";
  private static final String SCHEME_PREFIX = "AWS4-";

  private final SigningScope scope;
  private final Supplier<AccessKeys> accessKeys;
  private final SigningTime time;
  private final InstantSource clock;
  private final KnownClaims knownClaims = new KnownClaims();
  private final HeaderValues headerValues = new HeaderValues();
  private final SignedText text = new SignedText();
  private final MessageDigest digest;
  private final byte[] hash = new byte[SigningKey.SIGNATURE_LENGTH];

  /**
   * @param accessKeys the keys that are good at the moment
   */
  public SigV4Verifier(SigningScope scope, Supplier<AccessKeys> accessKeys, InstantSource clock) {
    this.scope = scope;
    this.accessKeys = accessKeys;
    this.time = new SigningTime(clock);
    this.clock = clock;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  @Override
  public AccessKey authenticate(SignedRequest request) {
    AccessKeys keys = accessKeys.get();
    String authorization = request.header("authorization");
    String query = request.query();
    if (authorization != null && (query == null || query.isEmpty())) {
      KnownClaims.Known known = knownClaims.find(authorization, keys);
      String date = known == null ? "" : Claim.date(request);
      if (known != null && known.credential().isOf(date)) {
        return verify(request, authorization, date, known);
      }
    }
    return verify(request, authorization, keys);
  }

  @Override
  public boolean knows(SignedRequest request) {
    String authorization = request.header("authorization");
    return authorization != null && knownClaims.find(authorization, accessKeys.get()) != null;
  }

  /** Verifies a request whose header says nothing new. */
  private AccessKey verify(
      SignedRequest request, String authorization, String date, KnownClaims.Known known) {
    time.check(date, null);
    headerValues.collect(request, known.headers());
    requireGood(known.accessKey());
    canonical(request, known.headers(), "");
    stringToSign(date, known.scope());
    known.signingKey().sign(text, hash);
    requireEqual(authorization, known.prefix().length());
    refuseSessionToken(request.header(SECURITY_TOKEN));
    return known.accessKey();
  }

  private AccessKey verify(SignedRequest request, @Nullable String authorization, AccessKeys keys) {
    requireComplete(request, authorization);
    Claim claim = Claim.of(request);
    CanonicalQuery query = claim.query();
    String expires = claim.presigned() && query != null ? query.find("X-Amz-Expires") : null;
    time.check(claim.date(), expires);
    headerValues.collect(request, claim.headers());
    requireAlgorithm(claim.algorithm());
    Credential credential = Credential.parse(claim.credential());
    credential.check(scope, claim.date());
    AccessKey key = requireGood(keys.find(credential.keyId()));
    canonical(
        request,
        claim.headers(),
        query == null ? "" : query.textWithout(claim.presigned() ? Claim.SIGNATURE_PARAMETER : ""));
    stringToSign(claim.date(), credential.scope());
    SigningKey signingKey = SigningKey.derive(key.secret(), credential);
    signingKey.sign(text, hash);
    requireEqual(claim.signature(), 0);
    refuseSessionToken(request.header(SECURITY_TOKEN));
    refuseSessionToken(query == null ? null : query.find(SECURITY_TOKEN));
    if (authorization != null && query == null) {
      remember(authorization, claim, credential, new Signer(keys, key, signingKey));
    }
    return key;
  }

  /** Who signed, and with what. */
  private record Signer(AccessKeys keys, AccessKey accessKey, SigningKey signingKey) {}

  private void remember(String authorization, Claim claim, Credential credential, Signer signer) {
    int length = KnownClaims.prefixLength(authorization);
    if (length > 0) {
      knownClaims.put(
          new KnownClaims.Known(
              authorization.substring(0, length),
              credential,
              credential.scope(),
              claim.headers(),
              signer.keys,
              signer.accessKey,
              signer.signingKey));
    }
  }

  private static void requireComplete(SignedRequest request, @Nullable String authorization) {
    if (authorization != null && authorization.startsWith(SCHEME_PREFIX)) {
      Claim.requireValues(authorization);
    }
    RequestException refusal = AuthenticationPresence.check(request);
    if (refusal != null) {
      throw refusal;
    }
  }

  private static void requireAlgorithm(String algorithm) {
    if (!algorithm.equals(Claim.ALGORITHM)) {
      throw new RequestException(
          ErrorCode.INCOMPLETE_SIGNATURE,
          "Unsupported AWS 'algorithm': '"
              + algorithm
              + "' (only "
              + Claim.ALGORITHM
              + " for now). ");
    }
  }

  private AccessKey requireGood(@Nullable AccessKey key) {
    if (key == null || !key.isGood(clock.millis())) {
      throw new RequestException(ErrorCode.UNRECOGNIZED_CLIENT, UNKNOWN_CLIENT);
    }
    return key;
  }

  /** Leaves the hash of the canonical request in {@link #hash}. */
  private void canonical(SignedRequest request, SignedHeaders headers, String query) {
    text.clear().add(request.method()).line().add("/").line().add(query).line();
    for (int i = 0; i < headers.count(); i++) {
      String value = headerValues.get(i);
      text.add(headers.name(i)).add(":").value(value == null ? "" : value).line();
    }
    text.line().add(headers.text()).line();
    hash(request.body(), request.bodyLength());
    text.hex(hash);
    hash(text.bytes(), text.length());
  }

  private void stringToSign(String date, String credentialScope) {
    text.clear().add(Claim.ALGORITHM).line().add(date).line().add(credentialScope).line().hex(hash);
  }

  private void hash(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException impossible) {
      throw new IllegalStateException("a hash fits its buffer", impossible);
    }
  }

  /** Compares, in a time that tells nothing, what was calculated with the end of a text. */
  private void requireEqual(String given, int from) {
    byte[] expected = text.clear().hex(hash).bytes();
    int length = text.length();
    int difference = given.length() - from - length;
    for (int i = 0; i < length && from + i < given.length(); i++) {
      difference |= expected[i] ^ given.charAt(from + i);
    }
    if (difference != 0) {
      throw new RequestException(ErrorCode.INVALID_SIGNATURE, MISMATCH);
    }
  }

  /** There is nobody here who gives session tokens, so nobody has a good one. */
  private static void refuseSessionToken(@Nullable String token) {
    if (token != null) {
      throw new RequestException(
          ErrorCode.UNRECOGNIZED_CLIENT, "The security token included in the request is invalid");
    }
  }
}
