package dev.stator.loadgen.workload;

import static dev.stator.loadgen.workload.Items.ascii;

import dev.stator.loadgen.http.Answer;

/** Finds in answers what a load generator wants to know, without parsing them. For one thread. */
public final class AnswerReader {
  private static final byte[] PK = ascii("\"pk\"");
  private static final byte[] COUNT = ascii("\"Count\":");
  private static final byte[] UNPROCESSED = ascii("\"Unprocessed");
  private static final byte[] CONSUMED = ascii("\"CapacityUnits\":");
  private static final byte[] CONFLICT = ascii("TransactionConflict");
  private static final byte[] CONDITION = ascii("ConditionalCheckFailed");
  private static final int SERVER_ERROR = 500;
  private static final int NUMBER_LENGTH = 16;

  private int unprocessedOffset;
  private int unprocessedLength;

  boolean hasItem(Answer answer) {
    return answer.contains(PK);
  }

  /** The count of a query or scan. */
  int count(Answer answer) {
    int at = answer.indexOf(COUNT, answer.offset());
    return at < 0 ? 0 : (int) number(answer, at + COUNT.length);
  }

  /** How a refused call ended. */
  Outcome refusal(Call call, Answer answer) {
    if (answer.status() >= SERVER_ERROR) {
      return Outcome.SERVER_ERROR;
    }
    return switch (answer.errorType()) {
      case "ProvisionedThroughputExceededException",
          "ThrottlingException",
          "RequestLimitExceeded" ->
          Outcome.THROTTLED;
      case "TransactionConflictException", "TransactionInProgressException" -> Outcome.CONFLICT;
      case "TransactionCanceledException" ->
          answer.contains(CONFLICT) ? Outcome.CONFLICT : Outcome.REFUSED;
      case "ConditionalCheckFailedException" ->
          call.type == OperationType.PUT_IF && !call.conditionHolds
              ? Outcome.CONDITION_FAILED
              : Outcome.REFUSED;
      default ->
          answer.contains(CONDITION) && call.type == OperationType.TRANSACT_WRITE
              ? Outcome.CONDITION_FAILED
              : Outcome.REFUSED;
    };
  }

  /** The capacity units that the server says were consumed; 0 when it does not. */
  public static double consumedUnits(Answer answer) {
    double sum = 0;
    int at = answer.indexOf(CONSUMED, answer.offset());
    while (at >= 0) {
      sum += number(answer, at + CONSUMED.length);
      at = answer.indexOf(CONSUMED, at + CONSUMED.length);
    }
    return sum;
  }

  private static double number(Answer answer, int from) {
    byte[] bytes = answer.bytes();
    int end = answer.offset() + answer.length();
    int start = from;
    while (start < end && bytes[start] == ' ') {
      start++;
    }
    StringBuilder digits = new StringBuilder(NUMBER_LENGTH);
    for (int i = start; i < end && (bytes[i] == '.' || Character.isDigit(bytes[i])); i++) {
      digits.append((char) bytes[i]);
    }
    return digits.isEmpty() ? 0 : Double.parseDouble(digits.toString());
  }

  /** Looks for what a batch left undone; true when there is something. */
  boolean findUnprocessed(Answer answer) {
    int at = answer.indexOf(UNPROCESSED, answer.offset());
    if (at < 0) {
      return false;
    }
    byte[] bytes = answer.bytes();
    int end = answer.offset() + answer.length();
    int open = at;
    while (open < end && bytes[open] != '{') {
      open++;
    }
    unprocessedOffset = open;
    unprocessedLength = objectEnd(bytes, open, end) - open;
    for (int i = open + 1; i < open + unprocessedLength - 1; i++) {
      if (bytes[i] > ' ') {
        return true;
      }
    }
    return false;
  }

  int unprocessedOffset() {
    return unprocessedOffset;
  }

  int unprocessedLength() {
    return unprocessedLength;
  }

  /** Behind the brace that closes the object; braces in strings do not count. */
  private static int objectEnd(byte[] bytes, int open, int end) {
    int depth = 0;
    boolean inString = false;
    for (int i = open; i < end; i++) {
      byte letter = bytes[i];
      if (inString) {
        if (letter == '\\') {
          i++;
        } else if (letter == '"') {
          inString = false;
        }
      } else if (letter == '"') {
        inString = true;
      } else if (letter == '{') {
        depth++;
      } else if (letter == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return end;
  }
}
