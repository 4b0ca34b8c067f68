package dev.stator.gateway.bucket;

/**
 * An object of a bucket.
 *
 * @param key its path, parts divided by slashes
 */
public record StoredObject(String key, long length) {}
