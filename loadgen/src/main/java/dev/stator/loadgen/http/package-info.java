/**
 * HTTP/1.1 to one DynamoDB endpoint at little cost: signed requests out of prepared bytes, over
 * connections of Netty with one request under way on each. Knows no items. Start reading at {@link
 * dev.stator.loadgen.http.Connection}.
 */
@NullMarked
package dev.stator.loadgen.http;

import org.jspecify.annotations.NullMarked;
