package dev.stator.core.segment;

/** The steps in which a checkpoint is forced; used on the thread that does it. */
public interface ForceSteps {
  /** Each range as a whole. */
  ForceSteps WHOLE =
      new ForceSteps() {
        @Override
        public int bytes() {
          return Integer.MAX_VALUE;
        }

        @Override
        public void done() {}
      };

  /** The most bytes to force at once now. */
  int bytes();

  /** A step is forced; may pause. */
  void done();
}
