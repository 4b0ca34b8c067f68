/**
 * Random mutations of requests: of the JSON that the reader takes, and of the bytes that the server
 * takes at its socket. Whatever comes, the answer is a refusal and never a failure. Runs are
 * bounded in time; a failure tells the seed that repeats it.
 */
@NullMarked
package dev.stator.gateway.fuzz;

import org.jspecify.annotations.NullMarked;
