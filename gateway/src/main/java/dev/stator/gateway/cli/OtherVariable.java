package dev.stator.gateway.cli;

/** Environment variables that are for Stator and no settings. */
enum OtherVariable {
  /** The settings file. */
  CONFIG,
  /** Options for the JVM, which the start script hands on. */
  JAVA_OPTIONS,
  /** What secrets of keys are encrypted with. */
  MASTER_KEY,
  /** Whether the tests must find the real programs they run. */
  PROGRAMS,
  /** Whether the tests must find DynamoDB Local. */
  DIFFERENTIAL,
  /** Whether the tests with S3Proxy are required. */
  S3,
  /** Whether the tests must install the packages. */
  PACKAGES;

  String variable() {
    return Setting.VARIABLE_PREFIX + name();
  }

  boolean isSecret() {
    return this == MASTER_KEY;
  }
}
