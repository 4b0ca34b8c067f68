package dev.stator.core.expression;

/**
 * The kinds of faults a well-formed expression can have, in the order in which the service prefers
 * to report them for update and projection expressions; see {@link Faults}.
 */
enum Fault {
  LIST_INDEX,
  PARENTHESES,
  RESERVED_WORD,
  UNKNOWN_FUNCTION,
  MISUSED_FUNCTION,
  REPEATED_SECTION,
  UNDEFINED_NAME,
  UNDEFINED_VALUE,
  OVERLAPPING_PATHS,
  CONFLICTING_PATHS,
  SECTION_OPERAND_TYPE,
  OPERAND_COUNT,
  SAME_OPERANDS,
  OPERAND_TYPE
}
