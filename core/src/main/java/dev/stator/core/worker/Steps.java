package dev.stator.core.worker;

/** Is told of steps of work in the background, and may pause between them. For one thread. */
public interface Steps {
  /** Never pauses. */
  Steps UNPACED =
      new Steps() {
        @Override
        public void begin() {}

        @Override
        public boolean arePaced() {
          return false;
        }

        @Override
        public void end() {}

        @Override
        public void read(int length) {}
      };

  /** The first of some steps begins, or the next one without a pause. */
  void begin();

  /** Whether others are to be spared now, so that steps should be short. */
  boolean arePaced();

  /** A step is done: may pause; the next one begins then. */
  void end();

  /** So many bytes were read, and what is done with them is done: that may be a step. */
  void read(int length);
}
