package dev.stator.gateway.access;

/**
 * Where a request is from.
 *
 * @param address the client's, in digits
 * @param secure whether it came over TLS
 */
public record Origin(String requestId, String address, boolean secure) {}
