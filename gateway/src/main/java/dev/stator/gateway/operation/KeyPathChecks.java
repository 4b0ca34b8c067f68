package dev.stator.gateway.operation;

import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.ReferencedPaths;
import dev.stator.core.expression.Update;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses paths that lead into key attributes, which are scalars. */
public final class KeyPathChecks {
  private KeyPathChecks() {}

  public static void check(TableSchema schema, @Nullable Condition condition) {
    if (condition != null) {
      for (Path path : ReferencedPaths.of(condition)) {
        check(schema, path);
      }
    }
  }

  /** Looks at what an update writes and what it reads. */
  static void check(TableSchema schema, Update update) {
    for (Path path : ReferencedPaths.of(update)) {
      check(schema, path);
    }
  }

  public static void check(TableSchema schema, @Nullable ItemProjection projection) {
    if (projection != null) {
      for (Path path : projection.paths()) {
        check(schema, path);
      }
    }
  }

  private static void check(TableSchema schema, Path path) {
    if (path.isTopLevel()) {
      return;
    }
    String name = path.head().text();
    if (isKey(schema.keys(), name)) {
      throw refusal("Key: ", name);
    }
    for (GlobalIndex index : schema.globalIndexes()) {
      if (isKey(index.keys(), name)) {
        throw refusal("IndexKey: ", name);
      }
    }
    for (LocalIndex index : schema.localIndexes()) {
      if (isKey(index.keys(), name)) {
        throw refusal("IndexKey: ", name);
      }
    }
  }

  static boolean isKey(KeySchema keys, String name) {
    return isIn(keys.hash(), name) || isIn(keys.range(), name);
  }

  private static RequestException refusal(String kind, String name) {
    return RequestException.validation(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not"
            + " allowed: "
            + kind
            + name);
  }

  private static boolean isIn(List<KeyAttribute> keys, String name) {
    for (KeyAttribute key : keys) {
      if (key.name().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
