package dev.stator.core.expression;

import dev.stator.core.codec.ValueScanner;
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
import java.util.List;
import org.agrona.DirectBuffer;

/** Tests conditions on encoded items, in place and without allocation; not for several threads. */
public final class ConditionEvaluator {
  private final OperandRegister first = new OperandRegister();
  private final OperandRegister second = new OperandRegister();
  private DirectBuffer item = first.buffer();
  private int offset;
  private int length;

  /**
   * True when the item meets the condition.
   *
   * @param length 0 when there is no item
   */
  public boolean test(Condition condition, DirectBuffer item, int offset, int length) {
    this.item = item;
    this.offset = offset;
    this.length = length;
    return test(condition);
  }

  // Record fields are read by accessors and lists by index: deconstruction and iterators are for
  // code that runs once per request, this runs once per item.
  private boolean test(Condition condition) {
    return switch (condition) {
      case And and -> test(and.left()) && test(and.right());
      case Or or -> test(or.left()) || test(or.right());
      case Not not -> !test(not.condition());
      case Compare compare -> compare(compare);
      case Between between -> between(between);
      case In in -> in(in);
      case AttributeExists exists -> exists(exists.path());
      case AttributeNotExists missing -> !exists(missing.path());
      case HasType hasType ->
          load(first, hasType.operand()) && AttributeType.ofTag(first.tag()) == hasType.type();
      case BeginsWith begins ->
          load(first, begins.operand())
              && load(second, begins.prefix())
              && ValueSearch.beginsWith(
                  first.buffer(), first.offset(), second.buffer(), second.offset());
      case Contains contains ->
          load(first, contains.container())
              && load(second, contains.element())
              && ValueSearch.contains(
                  first.buffer(), first.offset(), second.buffer(), second.offset());
    };
  }

  private boolean exists(Path path) {
    return PathFinder.find(path, item, offset, length) != PathFinder.NOT_FOUND;
  }

  private boolean compare(Compare compare) {
    boolean present = load(first, compare.left()) && load(second, compare.right());
    return switch (compare.comparator()) {
      case EQ -> present && isEqual();
      case NE -> !(present && isEqual());
      case LT -> present && isComparable() && order() < 0;
      case LE -> present && isComparable() && order() <= 0;
      case GT -> present && isComparable() && order() > 0;
      case GE -> present && isComparable() && order() >= 0;
    };
  }

  private boolean between(Between between) {
    return load(first, between.value())
        && load(second, between.low())
        && isComparable()
        && order() >= 0
        && load(second, between.high())
        && isComparable()
        && order() <= 0;
  }

  private boolean in(In in) {
    if (!load(first, in.value())) {
      return false;
    }
    List<Operand> candidates = in.candidates();
    for (int i = 0; i < candidates.size(); i++) {
      if (load(second, candidates.get(i)) && isEqual()) {
        return true;
      }
    }
    return false;
  }

  private boolean load(OperandRegister register, Operand operand) {
    return register.load(operand, item, offset, length);
  }

  private boolean isEqual() {
    return ValueScanner.equal(first.buffer(), first.offset(), second.buffer(), second.offset());
  }

  private boolean isComparable() {
    return first.tag() == second.tag() && Values.isOrdered(first.tag());
  }

  private int order() {
    return ValueScanner.compare(first.buffer(), first.offset(), second.buffer(), second.offset());
  }
}
