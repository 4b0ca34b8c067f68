package dev.stator.core.expression;

import dev.stator.core.expression.Operand.Constant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses update expressions.
 *
 * <pre>
 * update  := section+                       each section once, in any order
 * section := SET path = value, ... | REMOVE path, ... | ADD path reference, ...
 *          | DELETE path reference, ...
 * </pre>
 *
 * The values of SET are read by {@link SetValueParser}.
 */
final class UpdateParser {
  private enum Section {
    SET,
    REMOVE,
    ADD,
    DELETE
  }

  private final Tokens tokens;
  private final Faults faults;
  private final OperandReader operands;
  private final SetValueParser values;
  private final PathConflicts conflicts;
  private final List<UpdateAction> actions = new ArrayList<>();

  UpdateParser(Tokens tokens, Placeholders placeholders) {
    this.tokens = tokens;
    this.faults = Faults.ofPaths(tokens);
    this.operands = new OperandReader(tokens, placeholders, faults);
    this.values = new SetValueParser(tokens, operands, faults);
    this.conflicts = new PathConflicts(faults);
  }

  Update parse() {
    Set<Section> seen = EnumSet.noneOf(Section.class);
    do {
      section(seen);
    } while (tokens.peek() != TokenType.END);
    faults.throwFirst();
    return new Update(actions);
  }

  private void section(Set<Section> seen) {
    Section section = sectionAt();
    if (section == null) {
      throw tokens.syntaxError();
    }
    tokens.advance();
    if (!seen.add(section)) {
      faults.report(
          Fault.REPEATED_SECTION,
          "The \"" + section + "\" section can only be used once in an update expression;");
    }
    do {
      actions.add(action(section));
    } while (tokens.accept(TokenType.COMMA));
  }

  private @Nullable Section sectionAt() {
    for (Section section : Section.values()) {
      if (tokens.isWord(section.name())) {
        return section;
      }
    }
    return null;
  }

  private UpdateAction action(Section section) {
    Path path = operands.path();
    conflicts.add(path);
    return switch (section) {
      case SET -> new UpdateAction.Set(path, values.assignedValue());
      case REMOVE -> new UpdateAction.Remove(path);
      case ADD -> new UpdateAction.Add(path, operand(section));
      case DELETE -> new UpdateAction.Delete(path, operand(section));
    };
  }

  private Constant operand(Section section) {
    Constant operand = operands.value();
    if (operand == null) {
      return OperandReader.NOTHING;
    }
    byte tag = Values.tag(operand.value());
    AttributeType type = AttributeType.ofTag(tag);
    boolean isAddend = section == Section.ADD && type == AttributeType.N;
    if (!isAddend && !Values.isSet(tag)) {
      faults.report(
          Fault.SECTION_OPERAND_TYPE,
          "Incorrect operand type for operator or function; operator: "
              + section
              + ", operand type: "
              + type.longName());
    }
    return operand;
  }
}
