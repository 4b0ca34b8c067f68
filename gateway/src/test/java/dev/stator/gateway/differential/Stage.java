package dev.stator.gateway.differential;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The service's order of checks. Of a request with several faults it tells the one whose check
 * comes first; DynamoDB Local looks at the table and its keys before most of the rest.
 */
enum Stage {
  WIRE("SerializationException"),
  CONSTRAINTS(
      "validation errors? detected|The requestItems parameter"
          + "|The batch write request list|The list of keys in RequestItems"
          + "|Limit must be|Value null at|cannot be null|Cannot have null key"
          + "|The parameter 'TableName'"),
  TABLE_PARAMETERS(
      "Stream|ProvisionedThroughput|out of bounds|SecondaryIndexes is empty|At least one of"
          + "|CapacityUnits|Unknown ProjectionType|NonKeyAttributes|per-table limit"
          + "|Only one global|One of GlobalSecondaryIndexUpdate|Duplicate index name"),
  KEY_SCHEMA(
      "KeySchema|in key schema|in schema|Attribute Schema|hash keys|not defined in"
          + " AttributeDef|Attribute Definitions|Two keys|hash tables|list is empty|has no|already"
          + " exists|preexisting"),
  STYLES(
      "Can not use both|can only be specified when using|ConditionalOperator can"
          + "|[Ss]egment|SPECIFIC_ATTRIBUTES|ALL_PROJECTED_ATTRIBUTES|Cannot specify the"),
  VALUES(
      "ValidationException: (One or more parameter values were invalid: )?"
          + "(Supplied AttributeValue|The supplied Item|An .* set|Binary sets|Input collection"
          + "|The parameter cannot|A value provided|Attempting to store|Number (over|under)flow"
          + "|Nesting Levels|Null attribute|Empty attribute name|Duplicate value in attribute name"
          + "|ComparisonOperator|AttributeValues? inside|AttributeValueList|Invalid number of arg"
          + "|Value (?!provided in Expression)|Exists and|Only DELETE action|ADD action|DELETE action"
          + "|Item size has|The BETWEEN condition|Provided list of item keys|Too many items)"),
  OPTIONS(
      "The provided starting key is invalid: (An|One|Supplied|The parameter|Empty)"
          + "|Either the KeyConditions|ReturnValues can only|Return values set"),
  REFERENCES("ExpressionAttribute(Names|Values) (contains|must)"),
  EXPRESSIONS(
      "Invalid \\w+Expression|unused in expressions|KeyConditionExpressions|Conditions can be"
          + "|Conditions must be|Invalid operator used|Invalid condition in"),
  TABLE("ResourceNotFoundException|specified index|Invalid table/index name"),
  KEYS(
      "provided key element|Missing the key|Type mismatch for [Kk]ey|conditions on the"
          + " keys|required keys|Invalid attribute value type|Size of hashkey|Aggregated size|Hash"
          + " primary key|starting key|Cannot update attribute|Key attributes must|Consistent"
          + " reads|does not project|non-primary key|Select type|indexable|Condition parameter"
          + " type|Query key condition|Query condition missed|at most one row|Exclusive Start"
          + " Key|AttributeValue for a key attribute|Only scalar types|Size limit exceeded"),
  INDEX_KEYS("Index Key|secondary index"),
  ITEM(
      "ConditionalCheckFailed|refers to an attribute|document path provided|incorrect data type"
          + "|Type mismatch for attribute|Item size to update|precision up to");

  private final Pattern messages;

  Stage(String messages) {
    this.messages = Pattern.compile(messages);
  }

  /** The stage to which this refusal belongs, null if it is not known. */
  static @Nullable Stage of(String refusal) {
    for (Stage stage : values()) {
      if (stage.messages.matcher(refusal).find()) {
        return stage;
      }
    }
    return null;
  }

  /** Whether both refuse with faults of one stage. */
  static boolean isSame(String stator, String other) {
    Stage ours = of(stator);
    return ours != null && ours == of(other);
  }

  /** Whether both refuse, and Stator's check comes earlier in the service's order. */
  static boolean isEarlier(String stator, String other) {
    Stage ours = of(stator);
    Stage theirs = of(other);
    return ours != null && theirs != null && ours.compareTo(theirs) < 0;
  }
}
