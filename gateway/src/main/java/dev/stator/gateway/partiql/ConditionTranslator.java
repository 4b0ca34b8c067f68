package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.expression.Comparator;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.gateway.partiql.Expression.Array;
import dev.stator.gateway.partiql.Expression.Bag;
import dev.stator.gateway.partiql.Expression.Between;
import dev.stator.gateway.partiql.Expression.Call;
import dev.stator.gateway.partiql.Expression.In;
import dev.stator.gateway.partiql.Expression.Infix;
import dev.stator.gateway.partiql.Expression.Is;
import dev.stator.gateway.partiql.Expression.Not;
import dev.stator.gateway.partiql.Expression.Null;
import dev.stator.gateway.partiql.Expression.Numeral;
import dev.stator.gateway.partiql.Expression.Parameter;
import dev.stator.gateway.partiql.Expression.PathTo;
import dev.stator.gateway.partiql.Expression.Star;
import dev.stator.gateway.partiql.Expression.Text;
import dev.stator.gateway.partiql.Expression.Truth;
import dev.stator.gateway.partiql.Expression.Tuple;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns where clauses into conditions, and refuses what the operands' types rule out. */
final class ConditionTranslator {
  private static final int MAX_OPERATORS = 300;
  private static final int MAX_CANDIDATES = 100;

  /** The most conditions a tree may have where a condition stands in it several times. */
  private static final int MAX_SIZE = 1000;

  private static final Set<AttributeType> ORDERED =
      EnumSet.of(AttributeType.S, AttributeType.N, AttributeType.B);
  private static final Set<AttributeType> WITHOUT_SIZE =
      EnumSet.of(AttributeType.N, AttributeType.BOOL, AttributeType.NULL);

  private final LiteralEncoder literals;
  private final ConditionFunctions functions;
  private int operators;

  ConditionTranslator(LiteralEncoder literals) {
    this.literals = literals;
    this.functions = new ConditionFunctions(this);
  }

  /** The condition that an expression is. */
  Condition condition(Expression expression) {
    return switch (expression) {
      case Infix infix -> infix(infix);
      case Not(Expression negated, _) -> {
        count();
        yield new Condition.Not(condition(negated));
      }
      case Between between -> between(between);
      case In in -> in(in);
      case Is is -> is(is);
      case Call call -> {
        count();
        yield functions.condition(call);
      }
      case PathTo _, Star _, Text _, Numeral _, Truth _, Null _, Parameter _ -> throw noCondition();
      case Array _, Bag _, Tuple _ -> throw noCondition();
    };
  }

  private static RequestException noCondition() {
    return Refusals.malformed("Unexpected term");
  }

  private Condition infix(Infix infix) {
    count();
    return switch (infix.operator()) {
      case "AND" -> new Condition.And(condition(infix.left()), condition(infix.right()));
      case "OR" -> new Condition.Or(condition(infix.left()), condition(infix.right()));
      default -> {
        Comparator comparator = comparator(infix);
        yield isCondition(infix.left()) || isCondition(infix.right())
            ? truth(comparator, infix)
            : compare(comparator, operand(infix.left()), operand(infix.right()));
      }
    };
  }

  private static Comparator comparator(Infix infix) {
    for (Comparator comparator : Comparator.values()) {
      if (comparator.symbol().equals(infix.operator())) {
        return comparator;
      }
    }
    throw Refusals.unsupportedOperation(infix.operator(), infix.position());
  }

  private static Condition compare(Comparator comparator, Operand left, Operand right) {
    if (comparator != Comparator.EQ && comparator != Comparator.NE) {
      requireOrdered(comparator.symbol(), left);
      requireOrdered(comparator.symbol(), right);
    }
    return new Condition.Compare(comparator, left, right);
  }

  /** A condition compared with another one or with a value: conditions are booleans too. */
  private Condition truth(Comparator comparator, Infix infix) {
    if (comparator != Comparator.EQ && comparator != Comparator.NE) {
      throw Refusals.operandType(comparator.symbol(), AttributeType.BOOL);
    }
    Condition equal =
        isCondition(infix.left())
            ? equal(condition(infix.left()), infix.right())
            : equal(condition(infix.right()), infix.left());
    requireSize(equal, MAX_SIZE);
    return comparator == Comparator.EQ ? equal : new Condition.Not(equal);
  }

  private Condition equal(Condition condition, Expression other) {
    if (other instanceof Truth(boolean value, _)) {
      return value ? condition : new Condition.Not(condition);
    }
    if (isCondition(other)) {
      return same(condition, condition(other));
    }
    Operand operand = operand(other);
    Condition whenTrue =
        new Condition.And(condition, new Condition.Compare(Comparator.EQ, operand, bool(true)));
    Condition whenFalse =
        new Condition.And(
            new Condition.Not(condition),
            new Condition.Compare(Comparator.EQ, operand, bool(false)));
    return new Condition.Or(whenTrue, whenFalse);
  }

  private static Condition same(Condition left, Condition right) {
    return new Condition.Or(
        new Condition.And(left, right),
        new Condition.And(new Condition.Not(left), new Condition.Not(right)));
  }

  private Constant bool(boolean value) {
    return new Constant(literals.value(new Truth(value, new Position(1, 1, 0))));
  }

  private static boolean isCondition(Expression expression) {
    return switch (expression) {
      case Not _, Between _, In _, Is _ -> true;
      case Infix infix -> !infix.operator().equals("+") && !infix.operator().equals("-");
      case Call call -> ConditionFunctions.isCondition(call.function());
      case PathTo _, Star _, Text _, Numeral _, Truth _, Null _, Parameter _ -> false;
      case Array _, Bag _, Tuple _ -> false;
    };
  }

  private Condition between(Between between) {
    count();
    Operand value = operand(between.value());
    Operand low = operand(between.low());
    Operand high = operand(between.high());
    requireOrdered("BETWEEN", value);
    requireOrdered("BETWEEN", low);
    requireOrdered("BETWEEN", high);
    return new Condition.Between(value, low, high);
  }

  private Condition in(In in) {
    count();
    int size = in.candidates().size();
    if (size == 0) {
      throw Refusals.operandCount("IN", 0);
    }
    if (size > MAX_CANDIDATES) {
      throw RequestException.validation(
          "The IN operator is provided with too many operands; number of operands: " + size);
    }
    if (isCondition(in.value())) {
      return anyEqual(condition(in.value()), in.candidates());
    }
    List<Operand> candidates = new ArrayList<>(size);
    for (Expression candidate : in.candidates()) {
      candidates.add(operand(candidate));
    }
    return new Condition.In(operand(in.value()), candidates);
  }

  private Condition anyEqual(Condition condition, List<Expression> candidates) {
    @Nullable Condition any = null;
    for (Expression candidate : candidates) {
      Condition equal = equal(condition, candidate);
      any = any == null ? equal : new Condition.Or(any, equal);
      requireSize(any, MAX_SIZE);
    }
    return any == null ? condition : any;
  }

  /** Refuses a tree with too many conditions; returns how many more it could have had. */
  private static int requireSize(Condition condition, int budget) {
    if (budget <= 0) {
      throw tooManyOperators(MAX_SIZE);
    }
    return switch (condition) {
      case Condition.And(Condition left, Condition right) ->
          requireSize(right, requireSize(left, budget - 1));
      case Condition.Or(Condition left, Condition right) ->
          requireSize(right, requireSize(left, budget - 1));
      case Condition.Not(Condition negated) -> requireSize(negated, budget - 1);
      default -> budget - 1;
    };
  }

  private Condition is(Is is) {
    count();
    if (!(is.value() instanceof PathTo(var path, _))) {
      throw Refusals.requiresPath("IS");
    }
    AttributeType type =
        switch (is.type()) {
          case "MISSING" -> null;
          case "NULL" -> AttributeType.NULL;
          case "BOOL", "BOOLEAN" -> AttributeType.BOOL;
          case "STRING" -> AttributeType.S;
          case "NUMERIC" -> AttributeType.N;
          case "BLOB" -> AttributeType.B;
          case "LIST" -> AttributeType.L;
          case "STRUCT", "TUPLE" -> AttributeType.M;
          default -> throw Refusals.unsupportedOperation("IS " + is.type(), is.position());
        };
    return type == null
        ? new Condition.AttributeNotExists(path)
        : new Condition.HasType(new PathOperand(path), type);
  }

  /** The operand that an expression is. */
  Operand operand(Expression expression) {
    return switch (expression) {
      case PathTo(var path, _) -> new PathOperand(path);
      case Call call when call.function().equals(ConditionFunctions.SIZE) -> size(call);
      case Call call -> throw Refusals.unrecognizedFunction(call);
      case Infix infix -> throw Refusals.unsupportedOperation(infix.operator(), infix.position());
      case Star _, Not _, Between _, In _, Is _ -> throw noCondition();
      case Text _, Numeral _, Truth _, Null _, Parameter _ -> constant(expression);
      case Array _, Bag _, Tuple _ -> constant(expression);
    };
  }

  private Constant constant(Expression expression) {
    Slice value = literals.value(expression);
    if (ValueScanner.depth(value.buffer(), value.offset()) > ValueScanner.MAX_DEPTH) {
      throw RequestException.validation("Nesting Levels have exceeded supported limits");
    }
    return new Constant(value);
  }

  private Operand size(Call call) {
    count();
    if (call.arguments().size() != 1) {
      throw Refusals.operandCount(call.function(), call.arguments().size());
    }
    Operand measured = operand(call.arguments().getFirst());
    AttributeType type = type(measured);
    if (type != null && WITHOUT_SIZE.contains(type)) {
      throw Refusals.operandType(call.function(), type);
    }
    return new SizeOf(measured);
  }

  private static void requireOrdered(String operator, Operand operand) {
    AttributeType type = type(operand);
    if (type != null && !ORDERED.contains(type)) {
      throw Refusals.operandType(operator, type);
    }
  }

  /** The type of an operand as far as it is known without an item. */
  static @Nullable AttributeType type(Operand operand) {
    return operand instanceof Constant(Slice value) ? LiteralEncoder.type(value) : null;
  }

  private void count() {
    operators++;
    if (operators > MAX_OPERATORS) {
      throw tooManyOperators(operators);
    }
  }

  private static RequestException tooManyOperators(int count) {
    return RequestException.validation(
        "The expression contains too many operators; operator count: " + count);
  }
}
