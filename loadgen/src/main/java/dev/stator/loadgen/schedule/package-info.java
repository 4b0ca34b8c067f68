/**
 * When requests are meant to start: a rate over time, and the arrivals that follow from it. All is
 * computed from the options and the seed, never from what the server does. Start reading at {@link
 * dev.stator.loadgen.schedule.Schedule}.
 */
@NullMarked
package dev.stator.loadgen.schedule;

import org.jspecify.annotations.NullMarked;
