/**
 * Who sent a request: AWS Signature Version 4, verified in full or, on a server that does not ask
 * for keys, only looked for. Knows neither the network nor where keys are kept. No text of this
 * package, whether a message or a {@code toString}, has a secret in it. Start at {@link
 * dev.stator.gateway.auth.SigV4Verifier}.
 */
@NullMarked
package dev.stator.gateway.auth;

import org.jspecify.annotations.NullMarked;
