package dev.stator.gateway.partiql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The syntax tree of a statement. */
sealed interface Statement {
  /**
   * A read.
   *
   * @param columns what is selected; a single {@link Expression.Star} for everything
   */
  record Select(
      List<Expression> columns, Source source, @Nullable Expression where, List<OrderTerm> order)
      implements Statement {
    public Select {
      columns = List.copyOf(columns);
      order = List.copyOf(order);
    }
  }

  record Insert(Source target, Expression item) implements Statement {}

  record Update(
      Source target,
      List<Change> changes,
      @Nullable Expression where,
      @Nullable Returning returning)
      implements Statement {
    public Update {
      changes = List.copyOf(changes);
    }
  }

  record Delete(Source target, @Nullable Expression where, @Nullable Returning returning)
      implements Statement {}

  /** {@code EXISTS(SELECT ...)}: a condition in a transaction of writes. */
  record Exists(Select select) implements Statement {}

  /**
   * What a statement reads or writes.
   *
   * @param components table and index as written
   * @param aliased whether an alias follows, which the service refuses
   */
  record Source(List<String> components, boolean aliased) {
    public Source {
      components = List.copyOf(components);
    }
  }

  record OrderTerm(Expression.PathTo path, boolean ascending) {}

  /** A part of an update: an assignment, or a removal when it has no value. */
  record Change(Expression.PathTo target, @Nullable Expression value) {}

  /** What a write returns. */
  enum Returning {
    ALL_OLD,
    ALL_NEW,
    MODIFIED_OLD,
    MODIFIED_NEW;

    boolean isOld() {
      return this == ALL_OLD || this == MODIFIED_OLD;
    }

    boolean isModified() {
      return this == MODIFIED_OLD || this == MODIFIED_NEW;
    }

    /** The clause as it is written. */
    String clause() {
      return "RETURNING " + name().replace('_', ' ') + " *";
    }
  }
}
