package dev.stator.gateway.table;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;

/** Refusals that operations on tables share. */
public final class Refusals {
  private Refusals() {}

  /** A ValidationException with the service's usual beginning. */
  static RequestException invalid(String what) {
    return RequestException.validation("One or more parameter values were invalid: " + what);
  }

  /** Refuses an operation on a table that is not there. */
  public static RequestException tableNotFound(String table) {
    return new RequestException(
        ErrorCode.RESOURCE_NOT_FOUND,
        "Requested resource not found: Table: " + table + " not found");
  }
}
