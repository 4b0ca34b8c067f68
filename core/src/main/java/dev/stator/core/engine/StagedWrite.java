package dev.stator.core.engine;

import dev.stator.core.worker.Route;

/**
 * A write of a transaction whose command is staged.
 *
 * @param item its place in the transaction
 * @param entry its place in the encoder of the transaction
 */
record StagedWrite(Route route, int item, int entry) {}
