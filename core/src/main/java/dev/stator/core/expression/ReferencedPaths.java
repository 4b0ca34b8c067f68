package dev.stator.core.expression;

import dev.stator.core.expression.Condition.And;
import dev.stator.core.expression.Condition.AttributeExists;
import dev.stator.core.expression.Condition.AttributeNotExists;
import dev.stator.core.expression.Condition.BeginsWith;
import dev.stator.core.expression.Condition.Between;
import dev.stator.core.expression.Condition.Compare;
import dev.stator.core.expression.Condition.Contains;
import dev.stator.core.expression.Condition.HasType;
import dev.stator.core.expression.Condition.In;
import dev.stator.core.expression.Condition.Not;
import dev.stator.core.expression.Condition.Or;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.core.expression.SetValue.IfNotExists;
import dev.stator.core.expression.SetValue.ListAppend;
import dev.stator.core.expression.SetValue.Minus;
import dev.stator.core.expression.SetValue.Plus;
import java.util.ArrayList;
import java.util.List;

/** Lists the document paths a tree refers to, in the order of its text. */
public final class ReferencedPaths {
  private final List<Path> paths = new ArrayList<>();

  private ReferencedPaths() {}

  public static List<Path> of(Condition condition) {
    ReferencedPaths found = new ReferencedPaths();
    found.visit(condition);
    return found.paths;
  }

  /** The paths the update writes to and those it reads. */
  public static List<Path> of(Update update) {
    ReferencedPaths found = new ReferencedPaths();
    for (UpdateAction action : update.actions()) {
      found.paths.add(action.path());
      if (action instanceof UpdateAction.Set(_, SetValue value)) {
        found.visit(value);
      }
    }
    return found.paths;
  }

  private void visit(Condition condition) {
    switch (condition) {
      case And(Condition left, Condition right) -> {
        visit(left);
        visit(right);
      }
      case Or(Condition left, Condition right) -> {
        visit(left);
        visit(right);
      }
      case Not(Condition negated) -> visit(negated);
      case Compare(_, Operand left, Operand right) -> visit(left, right);
      case Between(Operand value, Operand low, Operand high) -> visit(value, low, high);
      case In(Operand value, List<Operand> candidates) -> {
        visit(value);
        candidates.forEach(this::visit);
      }
      case AttributeExists(Path path) -> paths.add(path);
      case AttributeNotExists(Path path) -> paths.add(path);
      case HasType(Operand operand, _) -> visit(operand);
      case BeginsWith(Operand operand, Operand prefix) -> visit(operand, prefix);
      case Contains(Operand container, Operand element) -> visit(container, element);
    }
  }

  private void visit(Operand... operands) {
    for (Operand operand : operands) {
      switch (operand) {
        case PathOperand(Path path) -> paths.add(path);
        case SizeOf(Operand measured) -> visit(measured);
        case Constant _ -> {}
      }
    }
  }

  private void visit(SetValue value) {
    switch (value) {
      case PathOperand(Path path) -> paths.add(path);
      case Constant _ -> {}
      case Plus(SetValue left, SetValue right) -> {
        visit(left);
        visit(right);
      }
      case Minus(SetValue left, SetValue right) -> {
        visit(left);
        visit(right);
      }
      case IfNotExists(Path path, SetValue otherwise) -> {
        paths.add(path);
        visit(otherwise);
      }
      case ListAppend(SetValue left, SetValue right) -> {
        visit(left);
        visit(right);
      }
    }
  }
}
