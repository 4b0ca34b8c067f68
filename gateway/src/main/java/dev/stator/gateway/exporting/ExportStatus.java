package dev.stator.gateway.exporting;

/** The states of an export. */
enum ExportStatus {
  IN_PROGRESS,
  COMPLETED,
  FAILED
}
