package dev.stator.loadgen.report;

import dev.stator.loadgen.judge.Objective;
import dev.stator.loadgen.run.ClientSettings;
import dev.stator.loadgen.run.PaceSettings;
import dev.stator.loadgen.run.PhaseResult;
import dev.stator.loadgen.run.WorkloadSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a run.
 *
 * @param command the command line, without secrets
 * @param objective null when there is none
 * @param verified what was found when items were read back; null when they were not
 * @param calibration how fast this client is at its best; empty when it was not measured
 */
public record RunReport(
    Instant startedAt,
    List<String> command,
    ClientSettings client,
    WorkloadSettings workload,
    PaceSettings pace,
    PhaseResult measured,
    @Nullable Objective objective,
    @Nullable PhaseResult verified,
    Map<String, Object> calibration) {

  /** How a run ended. */
  public enum Status {
    PASS(ExitCode.PASS),
    FAIL(ExitCode.FAIL),
    INVALID(ExitCode.INVALID);

    private final int exitCode;

    Status(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  public List<String> faults() {
    return Honesty.faults(measured.total());
  }

  /**
   * What fails is told even when the client was too slow: that makes nothing of it untrue. Only
   * latencies and rates can be the client's fault.
   */
  public Status status() {
    boolean lost = verified != null && verified.total().failed() > 0;
    boolean failed = objective == null && measured.total().failed() > 0;
    if (lost || failed) {
      return Status.FAIL;
    }
    if (!faults().isEmpty()) {
      return Status.INVALID;
    }
    return objective == null || objective.holds(measured.total()) ? Status.PASS : Status.FAIL;
  }
}
