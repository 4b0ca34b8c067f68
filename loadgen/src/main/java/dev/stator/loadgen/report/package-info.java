/**
 * What a run leaves behind: a result in JSON, logs of histograms and of seconds, a page with plots,
 * a report for continuous integration; and what it shows while it runs. Start reading at {@link
 * dev.stator.loadgen.report.ResultDirectory}.
 */
@NullMarked
package dev.stator.loadgen.report;

import org.jspecify.annotations.NullMarked;
