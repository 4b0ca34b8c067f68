package dev.stator.gateway.access;

/**
 * One line of the audit log.
 *
 * @param user who, empty if that is not known
 * @param key the id of the key; what the request claims, if the user is not known
 * @param outcome {@link #ALLOWED} or the error that the client was told
 */
record AuditEntry(
    Origin origin, String user, String key, String operation, String resource, String outcome) {
  static final String ALLOWED = "allowed";
}
