package dev.stator.gateway.importing;

/** The states of an import; nothing cancels one. */
enum ImportStatus {
  IN_PROGRESS,
  COMPLETED,
  FAILED
}
