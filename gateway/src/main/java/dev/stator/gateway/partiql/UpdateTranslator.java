package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.PathElement;
import dev.stator.core.expression.PathElement.Name;
import dev.stator.core.expression.SetValue;
import dev.stator.core.expression.Update;
import dev.stator.core.expression.UpdateAction;
import dev.stator.gateway.partiql.Expression.Call;
import dev.stator.gateway.partiql.Expression.Infix;
import dev.stator.gateway.partiql.Expression.PathTo;
import dev.stator.gateway.partiql.Statement.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns the changes of an UPDATE into update actions. */
final class UpdateTranslator {
  private static final int MAX_OPERATORS = 300;
  private static final String SET_ADD = "set_add";
  private static final String SET_DELETE = "set_delete";
  private static final String LIST_APPEND = "list_append";

  private final LiteralEncoder literals;
  private int operators;

  UpdateTranslator(LiteralEncoder literals) {
    this.literals = literals;
  }

  Update update(List<Change> changes) {
    List<UpdateAction> actions = new ArrayList<>(changes.size());
    for (Change change : changes) {
      UpdateAction action = action(change);
      for (UpdateAction earlier : actions) {
        refuseOverlap(earlier.path(), action.path());
      }
      actions.add(action);
    }
    return new Update(actions);
  }

  private UpdateAction action(Change change) {
    Path path = change.target().path();
    return switch (change.value()) {
      case null -> new UpdateAction.Remove(path);
      case Call call when isSetFunction(call) -> setFunction(path, call);
      case Expression value -> new UpdateAction.Set(path, value(value));
    };
  }

  private static boolean isSetFunction(Call call) {
    return call.function().equals(SET_ADD) || call.function().equals(SET_DELETE);
  }

  private UpdateAction setFunction(Path target, Call call) {
    String function = call.function().toUpperCase(Locale.ROOT);
    List<Expression> arguments = call.arguments();
    if (arguments.size() != 2) {
      throw RequestException.validation(
          function + " must have exactly two arguments at " + call.position());
    }
    Expression first = arguments.getFirst();
    if (!(first instanceof PathTo(Path path, _)) || !path.equals(target)) {
      throw RequestException.validation(
          "The first argument to "
              + function
              + " must equal the assignment value at "
              + call.position());
    }
    Expression second = arguments.getLast();
    Constant set = LiteralEncoder.isConstant(second) ? constant(second) : null;
    if (set == null || !isSet(LiteralEncoder.type(set.value()))) {
      throw RequestException.validation(
          "The second argument to "
              + function
              + " must be a value with type SET at "
              + first.position());
    }
    return call.function().equals(SET_ADD)
        ? new UpdateAction.Add(target, set)
        : new UpdateAction.Delete(target, set);
  }

  private static boolean isSet(AttributeType type) {
    return type == AttributeType.SS || type == AttributeType.NS || type == AttributeType.BS;
  }

  private SetValue value(Expression expression) {
    if (LiteralEncoder.isConstant(expression)) {
      return constant(expression);
    }
    count();
    return switch (expression) {
      case PathTo(Path path, _) -> new PathOperand(path);
      case Infix infix when infix.operator().equals("+") ->
          new SetValue.Plus(number("+", infix.left()), number("+", infix.right()));
      case Infix infix when infix.operator().equals("-") ->
          new SetValue.Minus(number("-", infix.left()), number("-", infix.right()));
      case Infix infix -> throw Refusals.unsupportedOperation(infix.operator(), infix.position());
      case Call call when call.function().equals(LIST_APPEND) -> listAppend(call);
      case Call call -> throw Refusals.unrecognizedFunction(call);
      default -> throw Refusals.unsupportedOperation("condition", expression.position());
    };
  }

  private SetValue number(String operator, Expression expression) {
    return operand(operator, expression, AttributeType.N);
  }

  private SetValue listAppend(Call call) {
    if (call.arguments().size() != 2) {
      throw Refusals.operandCount(LIST_APPEND, call.arguments().size());
    }
    return new SetValue.ListAppend(
        operand(LIST_APPEND, call.arguments().getFirst(), AttributeType.L),
        operand(LIST_APPEND, call.arguments().getLast(), AttributeType.L));
  }

  private SetValue operand(String operator, Expression expression, AttributeType expected) {
    SetValue value = value(expression);
    if (value instanceof Constant(Slice constant) && LiteralEncoder.type(constant) != expected) {
      throw Refusals.operandType(operator, LiteralEncoder.type(constant));
    }
    return value;
  }

  private Constant constant(Expression expression) {
    return new Constant(literals.value(expression));
  }

  private void count() {
    operators++;
    if (operators > MAX_OPERATORS) {
      throw RequestException.validation(
          "The expression contains too many operators; operator count: " + operators);
    }
  }

  private static void refuseOverlap(Path one, Path two) {
    int common = Math.min(one.elements().size(), two.elements().size());
    for (int i = 0; i < common; i++) {
      PathElement first = one.elements().get(i);
      PathElement second = two.elements().get(i);
      if (first instanceof Name != second instanceof Name) {
        throw related("conflict", one, two);
      }
      if (!first.equals(second)) {
        return;
      }
    }
    throw related("overlap", one, two);
  }

  private static RequestException related(String relation, Path one, Path two) {
    return RequestException.validation(
        "Two document paths "
            + relation
            + " with each other; must remove or rewrite one of these paths; path one: "
            + one
            + ", path two: "
            + two);
  }
}
