package dev.stator.gateway.offsite;

/**
 * A segment of a copied backup.
 *
 * @param number of the segment in its partition
 * @param end how many bytes of the file are kept
 * @param fileLength how long the file was; zeros follow what is kept
 * @param sha256 of what is kept, in hexadecimal digits
 */
record OffsiteSegment(long partition, int number, int end, long fileLength, String sha256) {}
