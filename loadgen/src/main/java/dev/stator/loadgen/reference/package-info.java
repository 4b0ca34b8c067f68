/**
 * The reference: a server that does nothing but HTTP and reading JSON. What a client measures
 * against it is the client's own limit, and what a database could reach at best.
 */
@NullMarked
package dev.stator.loadgen.reference;

import org.jspecify.annotations.NullMarked;
