package dev.stator.loadgen;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The operations that can be measured. */
enum Operation {
  GET_ITEM("GetItem"),
  PUT_ITEM("PutItem");

  private final String wireName;

  Operation(String wireName) {
    this.wireName = wireName;
  }

  /** As in {@code X-Amz-Target} and on the command line. */
  String wireName() {
    return wireName;
  }

  @Override
  public String toString() {
    return wireName;
  }

  /** Reads the wire name. */
  static final class Converter implements ITypeConverter<Operation> {
    @Override
    public Operation convert(String text) {
      for (Operation operation : values()) {
        if (operation.wireName.equals(text)) {
          return operation;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is not one of " + Arrays.toString(values()));
    }
  }
}
