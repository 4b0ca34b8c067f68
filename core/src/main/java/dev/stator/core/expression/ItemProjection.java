package dev.stator.core.expression;

import java.util.ArrayList;
import java.util.List;

/** The parts of an item to return: paths that neither overlap nor conflict. */
public record ItemProjection(List<Path> paths) {
  public ItemProjection {
    paths = List.copyOf(paths);
  }

  /** The places an update touches, for the return values UPDATED_OLD and UPDATED_NEW. */
  public static ItemProjection ofUpdate(Update update) {
    List<Path> paths = new ArrayList<>(update.actions().size());
    for (UpdateAction action : update.actions()) {
      paths.add(action.path());
    }
    return new ItemProjection(paths);
  }
}
