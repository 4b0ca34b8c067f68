package dev.stator.core.expression;

/** The tags of {@link ExpressionCodec}; they are in commit logs and never change their meaning. */
final class ExpressionFormat {
  static final byte VERSION = 1;

  static final byte NAME = 1;
  static final byte INDEX = 2;

  static final byte PATH_OPERAND = 10;
  static final byte CONSTANT = 11;
  static final byte SIZE_OF = 12;
  static final byte PLUS = 13;
  static final byte MINUS = 14;
  static final byte IF_NOT_EXISTS = 15;
  static final byte LIST_APPEND = 16;

  static final byte AND = 20;
  static final byte OR = 21;
  static final byte NOT = 22;
  static final byte EQUAL = 23;
  static final byte NOT_EQUAL = 24;
  static final byte LESS = 25;
  static final byte LESS_OR_EQUAL = 26;
  static final byte GREATER = 27;
  static final byte GREATER_OR_EQUAL = 28;
  static final byte BETWEEN = 29;
  static final byte IN = 30;
  static final byte ATTRIBUTE_EXISTS = 31;
  static final byte ATTRIBUTE_NOT_EXISTS = 32;
  static final byte HAS_TYPE = 33;
  static final byte BEGINS_WITH = 34;
  static final byte CONTAINS = 35;

  static final byte SET = 40;
  static final byte REMOVE = 41;
  static final byte ADD = 42;
  static final byte DELETE = 43;

  static final byte TYPE_STRING = 1;
  static final byte TYPE_NUMBER = 2;
  static final byte TYPE_BINARY = 3;
  static final byte TYPE_BOOLEAN = 4;
  static final byte TYPE_NULL = 5;
  static final byte TYPE_MAP = 6;
  static final byte TYPE_LIST = 7;
  static final byte TYPE_STRING_SET = 8;
  static final byte TYPE_NUMBER_SET = 9;
  static final byte TYPE_BINARY_SET = 10;

  private ExpressionFormat() {}

  static byte tag(Comparator comparator) {
    return switch (comparator) {
      case EQ -> EQUAL;
      case NE -> NOT_EQUAL;
      case LT -> LESS;
      case LE -> LESS_OR_EQUAL;
      case GT -> GREATER;
      case GE -> GREATER_OR_EQUAL;
    };
  }

  static byte tag(AttributeType type) {
    return switch (type) {
      case S -> TYPE_STRING;
      case N -> TYPE_NUMBER;
      case B -> TYPE_BINARY;
      case BOOL -> TYPE_BOOLEAN;
      case NULL -> TYPE_NULL;
      case M -> TYPE_MAP;
      case L -> TYPE_LIST;
      case SS -> TYPE_STRING_SET;
      case NS -> TYPE_NUMBER_SET;
      case BS -> TYPE_BINARY_SET;
    };
  }

  static AttributeType type(byte tag) {
    return switch (tag) {
      case TYPE_STRING -> AttributeType.S;
      case TYPE_NUMBER -> AttributeType.N;
      case TYPE_BINARY -> AttributeType.B;
      case TYPE_BOOLEAN -> AttributeType.BOOL;
      case TYPE_NULL -> AttributeType.NULL;
      case TYPE_MAP -> AttributeType.M;
      case TYPE_LIST -> AttributeType.L;
      case TYPE_STRING_SET -> AttributeType.SS;
      case TYPE_NUMBER_SET -> AttributeType.NS;
      case TYPE_BINARY_SET -> AttributeType.BS;
      default -> throw new IllegalArgumentException("no tag of a type: " + tag);
    };
  }
}
