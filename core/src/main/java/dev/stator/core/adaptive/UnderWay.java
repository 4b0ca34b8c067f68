package dev.stator.core.adaptive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A decision that is being carried out. */
record UnderWay(Decision decision, CompletableFuture<@Nullable Void> done) {
  /** Why it could not be carried out, null when it was or still may be. */
  @Nullable String failure() {
    if (!done.isCompletedExceptionally()) {
      return null;
    }
    Throwable failure = done.exceptionNow();
    Throwable cause = failure.getCause();
    Throwable told = failure instanceof CompletionException && cause != null ? cause : failure;
    return String.valueOf(told.getMessage());
  }
}
