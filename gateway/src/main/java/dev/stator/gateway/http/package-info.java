/**
 * DynamoDB's wire protocol over HTTP/1.1, and HTTP/2 with TLS, on Vert.x event loops: collects a
 * request, finds its operation, sends its answer with the service's headers. An event loop never
 * blocks, works on one request of a connection at a time and owns a session of the engine; every
 * refusal and failure leaves through {@link dev.stator.gateway.http.ErrorWriter}. Start at {@link
 * dev.stator.gateway.http.RequestHandler}.
 */
@NullMarked
package dev.stator.gateway.http;

import org.jspecify.annotations.NullMarked;
