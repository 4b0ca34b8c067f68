package dev.stator.loadgen.http;

/** Makes the heads of the requests of one thread to one endpoint. */
public final class RequestSigner {
  private final SigningKey key;
  private final String host;
  private final boolean signed;

  /**
   * @param signed false for a signature of zeros, to an endpoint that does not look: what the
   *     hashing costs the client is then left out
   */
  public RequestSigner(Endpoint endpoint, Credentials credentials, String region, boolean signed) {
    this.key = new SigningKey(credentials, region);
    this.host = endpoint.hostHeader();
    this.signed = signed;
  }

  /**
   * The head of the requests of an operation.
   *
   * @param operation as in {@code X-Amz-Target}, for example GetItem
   */
  public RequestHead head(String operation) {
    return new RequestHead(key, host, operation, signed);
  }
}
