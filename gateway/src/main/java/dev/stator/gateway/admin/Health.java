package dev.stator.gateway.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server lives, and whether it is ready for requests. Not ready until {@link #opened},
 * and not any more from {@link #closing} on. Any thread.
 */
public final class Health {
  private final List<Supplier<@Nullable String>> livenessChecks = new CopyOnWriteArrayList<>();
  private final List<Supplier<@Nullable String>> readinessChecks = new CopyOnWriteArrayList<>();
  private volatile @Nullable String unready = "starting: data is being recovered";

  /**
   * Adds something without which a server must be started again.
   *
   * @param check gives what is wrong, null when nothing is
   */
  public void live(Supplier<@Nullable String> check) {
    livenessChecks.add(check);
  }

  /**
   * Adds something without which it should get no requests.
   *
   * @param check gives what is wrong, null when nothing is
   */
  public void ready(Supplier<@Nullable String> check) {
    readinessChecks.add(check);
  }

  /** It accepts requests from now on. */
  public void opened() {
    unready = null;
  }

  /** It accepts none any more. */
  public void closing() {
    unready = "stopping";
  }

  /** What is wrong with it, so that only another start helps; empty when it lives. */
  public List<String> liveness() {
    return failures(livenessChecks);
  }

  /** Why it is not ready for requests; empty when it is. */
  public List<String> readiness() {
    String reason = unready;
    if (reason != null) {
      return List.of(reason);
    }
    List<String> all = new ArrayList<>(failures(livenessChecks));
    all.addAll(failures(readinessChecks));
    return all;
  }

  private static List<String> failures(List<Supplier<@Nullable String>> checks) {
    List<String> failures = new ArrayList<>();
    for (Supplier<@Nullable String> check : checks) {
      String failure = check.get();
      if (failure != null) {
        failures.add(failure);
      }
    }
    return failures;
  }
}
