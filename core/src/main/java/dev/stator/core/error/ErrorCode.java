package dev.stator.core.error;

/**
 * The errors a client may be told: wire name, namespace and HTTP status, as the service gives them.
 */
public enum ErrorCode {
  VALIDATION(Namespace.VALIDATE, "ValidationException", 400),
  SERIALIZATION(Namespace.SERVICE, "SerializationException", 400),
  UNKNOWN_OPERATION(Namespace.SERVICE, "UnknownOperationException", 400),
  MISSING_AUTHENTICATION_TOKEN(Namespace.SERVICE, "MissingAuthenticationTokenException", 400),
  INCOMPLETE_SIGNATURE(Namespace.SERVICE, "IncompleteSignatureException", 400),
  INVALID_SIGNATURE(Namespace.SERVICE, "InvalidSignatureException", 400),
  UNRECOGNIZED_CLIENT(Namespace.SERVICE, "UnrecognizedClientException", 400),
  ACCESS_DENIED(Namespace.SERVICE, "AccessDeniedException", 400),
  RESOURCE_NOT_FOUND(Namespace.DYNAMODB, "ResourceNotFoundException", 400),
  RESOURCE_IN_USE(Namespace.DYNAMODB, "ResourceInUseException", 400),
  TABLE_IN_USE(Namespace.DYNAMODB, "TableInUseException", 400),
  TABLE_ALREADY_EXISTS(Namespace.DYNAMODB, "TableAlreadyExistsException", 400),
  BACKUP_NOT_FOUND(Namespace.DYNAMODB, "BackupNotFoundException", 400),
  BACKUP_IN_USE(Namespace.DYNAMODB, "BackupInUseException", 400),
  CONTINUOUS_BACKUPS_UNAVAILABLE(Namespace.DYNAMODB, "ContinuousBackupsUnavailableException", 400),
  POINT_IN_TIME_RECOVERY_UNAVAILABLE(
      Namespace.DYNAMODB, "PointInTimeRecoveryUnavailableException", 400),
  INVALID_RESTORE_TIME(Namespace.DYNAMODB, "InvalidRestoreTimeException", 400),
  POLICY_NOT_FOUND(Namespace.DYNAMODB, "PolicyNotFoundException", 400),
  TABLE_NOT_FOUND(Namespace.DYNAMODB, "TableNotFoundException", 400),
  CONDITIONAL_CHECK_FAILED(Namespace.DYNAMODB, "ConditionalCheckFailedException", 400),
  TRANSACTION_CANCELED(Namespace.DYNAMODB, "TransactionCanceledException", 400),
  TRANSACTION_CONFLICT(Namespace.DYNAMODB, "TransactionConflictException", 400),
  TRANSACTION_IN_PROGRESS(Namespace.DYNAMODB, "TransactionInProgressException", 400),
  IDEMPOTENT_PARAMETER_MISMATCH(Namespace.DYNAMODB, "IdempotentParameterMismatchException", 400),
  LIMIT_EXCEEDED(Namespace.DYNAMODB, "LimitExceededException", 400),
  ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED(
      Namespace.DYNAMODB, "ItemCollectionSizeLimitExceededException", 400),
  PROVISIONED_THROUGHPUT_EXCEEDED(
      Namespace.DYNAMODB, "ProvisionedThroughputExceededException", 400),
  THROTTLING(Namespace.DYNAMODB, "ThrottlingException", 400),
  REQUEST_LIMIT_EXCEEDED(Namespace.DYNAMODB, "RequestLimitExceeded", 400),
  EXPIRED_ITERATOR(Namespace.DYNAMODB, "ExpiredIteratorException", 400),
  TRIMMED_DATA_ACCESS(Namespace.DYNAMODB, "TrimmedDataAccessException", 400),
  EXPORT_CONFLICT(Namespace.DYNAMODB, "ExportConflictException", 400),
  EXPORT_NOT_FOUND(Namespace.DYNAMODB, "ExportNotFoundException", 400),
  INVALID_EXPORT_TIME(Namespace.DYNAMODB, "InvalidExportTimeException", 400),
  IMPORT_CONFLICT(Namespace.DYNAMODB, "ImportConflictException", 400),
  IMPORT_NOT_FOUND(Namespace.DYNAMODB, "ImportNotFoundException", 400),
  DUPLICATE_ITEM(Namespace.DYNAMODB, "DuplicateItemException", 400),
  INTERNAL_SERVER_ERROR(Namespace.DYNAMODB, "InternalServerError", 500),
  SERVICE_UNAVAILABLE(Namespace.SERVICE, "ServiceUnavailable", 503);

  private final String wireName;
  private final String type;
  private final int httpStatus;

  ErrorCode(String namespace, String wireName, int httpStatus) {
    this.wireName = wireName;
    this.type = namespace + "#" + wireName;
    this.httpStatus = httpStatus;
  }

  /** The exception's name without namespace, as SDKs know it. */
  public String wireName() {
    return wireName;
  }

  /** The {@code __type} member of the error body: namespace and name. */
  public String type() {
    return type;
  }

  public int httpStatus() {
    return httpStatus;
  }

  private static final class Namespace {
    static final String VALIDATE = "com.amazon.coral.validate";
    static final String SERVICE = "com.amazon.coral.service";
    static final String DYNAMODB = "com.amazonaws.dynamodb.v20120810";
  }
}
