package dev.stator.gateway.http;

import dev.stator.core.error.StorageException;
import org.jspecify.annotations.Nullable;

/** Makes failures fit for the log, where nothing a client sent may appear. */
public final class Failures {
  private Failures() {}

  /**
   * The same failure and causes by class and stack trace. Messages are kept only where they are
   * written for the operator; those of other exceptions may quote the request.
   */
  public static Throwable withoutContents(Throwable failure) {
    Throwable cause = failure.getCause();
    return new Trace(failure, cause == null ? null : withoutContents(cause));
  }

  private static final class Trace extends Throwable {
    private static final long serialVersionUID = 1L;
    private final String description;

    Trace(Throwable original, @Nullable Throwable cause) {
      super(null, cause, false, true);
      description =
          original instanceof StorageException
              ? original.toString()
              : original.getClass().getName();
      setStackTrace(original.getStackTrace());
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the log shall name the original's class
    public String toString() {
      return description;
    }
  }
}
