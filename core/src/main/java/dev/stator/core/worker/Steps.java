package dev.stator.core.worker;

/** Is told of steps of work in the background, and may pause between them. For one thread. */
public interface Steps {
  /** Never pauses. */
  Steps UNPACED =
      new Steps() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
      };

  /** The first of some steps begins, or the next one without a pause. */
  void begin();

  /** A step is done: may pause; the next one begins then. */
  void end();
}
