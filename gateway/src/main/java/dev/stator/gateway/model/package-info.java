/**
 * The service's API as data: operations and the shapes of their input and output, read from the
 * official Smithy model at start-up ({@link dev.stator.gateway.model.ApiModel}). Where the service
 * does or says something else than its model, {@code ServiceDifferences} says so, with the source.
 * Everything here is immutable once loaded.
 */
@NullMarked
package dev.stator.gateway.model;

import org.jspecify.annotations.NullMarked;
