package dev.stator.gateway.importing;

/**
 * How much of its source an import has taken.
 *
 * @param bytes read, decompressed
 * @param imported items written; of equal keys each counts
 * @param errors items that were not valid, and files that could not be read to their end
 */
record ImportCounts(long bytes, long imported, long errors) {
  static final ImportCounts NONE = new ImportCounts(0, 0, 0);

  long processed() {
    return imported + errors;
  }

  ImportCounts plus(ImportCounts other) {
    return new ImportCounts(bytes + other.bytes, imported + other.imported, errors + other.errors);
  }
}
