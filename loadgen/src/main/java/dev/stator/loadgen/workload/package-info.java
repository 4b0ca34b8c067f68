/**
 * What is asked: the items of the table, the mixes of operations on them, the bodies of the
 * requests and what their answers say. Knows no network and no clock. Start reading at {@link
 * dev.stator.loadgen.workload.Requests}.
 */
@NullMarked
package dev.stator.loadgen.workload;

import org.jspecify.annotations.NullMarked;
