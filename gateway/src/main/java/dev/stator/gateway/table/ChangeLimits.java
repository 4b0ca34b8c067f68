package dev.stator.gateway.table;

/** Whether settings of tables may be changed only so often. */
public enum ChangeLimits {
  /** As often as anyone likes. */
  NONE,

  /** As often as the service allows. */
  SERVICE
}
