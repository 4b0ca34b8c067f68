/**
 * How a thread waits for work: it spins briefly, then parks until it is woken. A thread that parks
 * says so first and looks for work once more, so that no wake-up is lost and a thread without work
 * uses no CPU.
 */
@NullMarked
package dev.stator.core.idle;

import org.jspecify.annotations.NullMarked;
