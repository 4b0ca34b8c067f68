package dev.stator.core.engine;

import dev.stator.core.worker.Route;

/**
 * A write of a transaction whose command is staged.
 *
 * @param table where the item is
 * @param route where its partition was when the command was staged
 * @param item its place in the transaction
 * @param entry its place in the encoder of the transaction
 */
record StagedWrite(Table table, Route route, int item, int entry) {}
