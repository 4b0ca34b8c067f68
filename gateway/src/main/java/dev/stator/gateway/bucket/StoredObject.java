package dev.stator.gateway.bucket;

/**
 * An object of a bucket.
 *
 * @param key its path, parts divided by slashes
 * @param modifiedMs when it was written, epoch milliseconds by the clock of the store
 */
public record StoredObject(String key, long length, long modifiedMs) {}
