package dev.stator.core.model;

/** What the records of a stream carry of an item beside its key. */
public enum StreamView {
  KEYS_ONLY(false, false),
  NEW_IMAGE(false, true),
  OLD_IMAGE(true, false),
  NEW_AND_OLD_IMAGES(true, true);

  private final boolean oldImage;
  private final boolean newImage;

  StreamView(boolean oldImage, boolean newImage) {
    this.oldImage = oldImage;
    this.newImage = newImage;
  }

  /** Whether the item before the change is told. */
  public boolean hasOldImage() {
    return oldImage;
  }

  /** Whether the item after the change is told. */
  public boolean hasNewImage() {
    return newImage;
  }
}
