package dev.stator.gateway.table;

/** Whether settings of tables may be changed only so often, and only so much be provisioned. */
public enum ChangeLimits {
  /** As often and as much as anyone likes. */
  NONE,

  /** As often and as much as the service allows. */
  SERVICE
}
