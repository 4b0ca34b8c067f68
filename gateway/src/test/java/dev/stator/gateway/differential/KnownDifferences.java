package dev.stator.gateway.differential;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where DynamoDB Local is known to answer otherwise than the service, which Stator follows. Each
 * line is told in docs/compatibility.md.
 */
final class KnownDifferences {
  private static final String ANY = ".*";
  private static final String ANSWER = "answer";
  private static final String WORDING = "same fault, the service's words";

  private static final List<KnownDifference> ALL =
      List.of(
          // What the service refuses and DynamoDB Local takes.
          known(
              ANY,
              ANSWER,
              "400 SerializationException: .*",
              ANY,
              "the service refuses members of a wrong type as SerializationException; DynamoDB"
                  + " Local converts them or fails with 500"),
          known(
              ANY,
              ANSWER,
              "400 ValidationException: \\d+ validation errors? detected: .*",
              "200|500 .*|400 .*",
              "DynamoDB Local does not check every constraint of the service's model, such as the"
                  + " values of ReturnConsumedCapacity"),
          known(
              ANY,
              ANSWER,
              "400 .*",
              "500 InternalFailure.*",
              "DynamoDB Local fails on what it does not expect"),
          known(ANY, ANSWER, ".*reserved keyword: size", "200", "SIZE is a reserved word"),
          known(
              "Query",
              ANSWER,
              "200",
              ".*range key predicate",
              "a starting key at the end of the range is inside of it"),
          known(
              "CreateTable|UpdateTable",
              ANSWER,
              ".*when BillingMode is (PAY_PER_REQUEST|PROVISIONED)",
              "200",
              "DynamoDB Local does not compare provisioned units with the billing mode"),
          known(
              "Query",
              ANSWER,
              "400 .*Either the KeyConditions.*",
              "400 .*unused in expressions.*",
              "that the key condition is missing is told first"),
          known(
              "Query",
              ANSWER,
              "400 .*Invalid KeyConditionExpression.*",
              "400 .*Invalid (Filter|Projection)Expression.*",
              "faults of the key condition are told before those of filter and projection"),
          known(
              "Query|Scan|PutItem|UpdateItem|DeleteItem",
              ANSWER,
              "400 .*",
              "400 .*can only be specified when using expressions.*",
              "to the service an empty expression is an expression"),
          known(
              ANY,
              ANSWER,
              ".*inside AttributeValueList must be of same type",
              ".*ComparisonOperator .* is not valid for .*",
              "of two faults in one older condition, the types are compared first"),
          known(
              "UpdateItem",
              ANSWER,
              ".*is not defined; attribute (name|value): .*",
              ".*Two document paths (overlap|conflict).*",
              "undefined references are told before paths that overlap"),
          known(
              "PutItem|DeleteItem",
              ANSWER,
              ".*ReturnValues can only.*",
              "400 .*",
              "ReturnValues is checked before the conditions"),
          known(
              ANY,
              ANSWER,
              "400 .*ConditionalOperator can.*",
              "400 .*",
              "ConditionalOperator is checked with the conditions it joins"),
          known(
              ANY,
              ANSWER,
              "400 .*",
              "400 .*ConditionalOperator can.*",
              "ConditionalOperator is checked with the conditions it joins"),
          known(
              "CreateTable|UpdateTable",
              ANSWER,
              ".*(out of bounds|SecondaryIndexes is empty)",
              "200",
              "DynamoDB Local does not check all limits of tables"),
          known(
              "Query",
              ANSWER,
              ".*at most one row.*",
              "200",
              "a query by a whole key cannot be restarted"),
          known(
              ANY,
              ANSWER,
              "200|400 .*",
              ".*(Empty attribute name|ExpressionAttributeNames contains invalid value).*",
              "a null among names is no name, but absent"),
          known(
              "Scan|Query",
              ANSWER,
              ".*starting key is invalid: .*exceeded the .*",
              "200",
              "DynamoDB Local does not check the sizes of starting keys"),
          known(
              "Query|Scan",
              ANSWER,
              ".*(Size of hashkey|Aggregated size).*",
              "200",
              "DynamoDB Local does not check all sizes of key conditions and starting keys"),
          known(
              "Scan|Query|UpdateItem|PutItem|DeleteItem|GetItem",
              ANSWER,
              ".*ExpressionAttribute(Names|Values) can only be specified when using expressions.*",
              ANY,
              "an empty map of names or values is one, too"),
          known(
              "Query",
              ANSWER,
              ".*not an indexable operation",
              "500 InternalFailure.*|400 .*",
              "DynamoDB Local fails on older key conditions that are no ranges"),

          // What DynamoDB Local does otherwise.
          known(
              "(Create|Update|Describe|Delete)Table",
              "Table(Description)?\\.(WarmThroughput|TableClassSummary|DeletionProtectionEnabled)",
              ANY,
              "absent",
              "DynamoDB Local does not know these attributes of tables"),
          known(
              "(Create|Update|Describe|Delete)Table",
              ".*GlobalSecondaryIndexes\\[]\\.(WarmThroughput|ProvisionedThroughput)",
              ANY,
              "absent",
              "DynamoDB Local does not know these attributes of indexes"),
          known(
              "(Create|Update|Describe|Delete)Table",
              ".*NumberOfDecreasesToday",
              ANY,
              ANY,
              "DynamoDB Local does not count decreases"),
          known(
              "CreateTable|UpdateTable",
              ANSWER,
              ".*(UpdateViewType|enabled stream|no stream to disable).*",
              ANY,
              "the service's messages were recorded in 2026"),
          known(
              "CreateTable|UpdateTable",
              ANSWER,
              "200",
              ".*Cannot increase provisioned throughput.*",
              "the quota of 40,000 units can be raised; Stator has none"),
          known(
              "Scan",
              ANSWER,
              ANY,
              ".*within the segment",
              "which segment has a key is decided by a hash function that is not told"),
          known(
              "Scan",
              ANSWER,
              ".*correct Segment.*",
              ANY,
              "which segment has a key is decided by a hash function that is not told"),
          known(
              "UpdateItem",
              ANSWER,
              ".*(action|numeric value|Supplied AttributeValue|contains duplicates|may not be).*",
              "(?!200).*",
              "of two faults, one in AttributeUpdates and one in Expected, the first is told"
                  + " first"),
          known(
              "UpdateItem",
              ANSWER,
              "200",
              ".*refers to an attribute that does not exist.*",
              "the second operand of if_not_exists is looked up only when it is needed"),
          known(
              "Batch.*",
              ANSWER,
              "400 .*",
              "400 .*",
              "of several faults in a batch, DynamoDB Local tells the first by table, the service"
                  + " the first by kind"),
          known(
              ANY,
              ".*ConsumedCapacity.*",
              ANY,
              ANY,
              "DynamoDB Local charges nothing for reads that find nothing, rounds batches as a"
                  + " whole, tells capacity of deletes unasked and counts no index arms"),
          known(
              ANY,
              "ItemCollectionMetrics.*",
              ANY,
              "absent",
              "DynamoDB Local has no item collection metrics"),
          known(
              "UpdateItem",
              ANSWER,
              "200",
              ".*document path provided.*",
              "removing a path inside of an item that does not exist is no fault"),
          known(
              "UpdateItem",
              ANSWER,
              ".*(refers to an attribute that does not exist|incorrect data type).*",
              ".*(document path provided|incorrect data type|refers to an attribute).*",
              "operands are looked up before paths are"),
          known(
              "UpdateItem",
              "Attributes.*",
              ANY,
              ANY,
              "DynamoDB Local drops AttributeUpdates without Action; PUT is the default"),
          known(
              "Query|Scan",
              "Items.*|Count|all pages.*",
              ANY,
              ANY,
              "NOT_CONTAINS is true of items without the attribute; a scan of an index sees only"
                  + " what the index holds"),
          known(
              "PutItem|UpdateItem|DeleteItem",
              ANSWER,
              "200",
              ".*ConditionalCheckFailed.*",
              "NOT_CONTAINS is true of items without the attribute"),
          known(
              "Query",
              "LastEvaluatedKey",
              ANY,
              "absent",
              "the key is told whenever the limit ended the page, even if nothing follows"),
          known(
              "Query",
              "LastEvaluatedKey",
              "absent",
              ANY,
              "a query by a whole key cannot be restarted, so it is given no key to do so"),

          // The same fault in other words.
          wording(".* failed to satisfy constraint: .*", ".*"),
          wording("Requested resource not found.*", "Cannot do operations on a non-existent table"),
          wording("Requested resource not found.*", "Invalid table/index name.*"),
          wording("The parameter 'TableName' is required.*", ".*"),
          wording("ReturnValues can only be ALL_OLD or NONE", "Return values set to invalid value"),
          wording(
              "The provided key element does not match the schema",
              "(The number of conditions on the keys is invalid|Invalid attribute value type"
                  + "|One of the required keys was not given a value|.*Type mismatch for key.*"
                  + "|Hash primary key values must.*|.* has one or more empty keys)"),
          wording(".*Missing the key .*", "One of the required keys was not given a value"),
          wording(".*Type mismatch for key .*", "(Invalid attribute value type|.*Type mismatch.*)"),
          wording(".*Type mismatch for Index Key.*", "(Invalid attribute.*|.*Type mismatch.*)"),
          wording(".*secondary index key to unsupported type", "(Invalid attribute|.*Type mis).*"),
          wording(".*(Size of hashkey|Aggregated size).*", "Hash primary key values must be.*"),
          wording(".*(Size of hashkey|Aggregated size).*", ".*Size limit exceeded.*"),
          wording(".*empty string value.*", ".*(key attribute cannot contain an empty).*"),
          wording(".*empty binary value.*", ".*(key attribute cannot contain an empty).*"),
          wording(
              ".*The parameter cannot be converted to a numeric value.*",
              ".*A value provided cannot be converted into a number.*"),
          wording(
              "Attempting to store more than 38 significant digits in a Number",
              "DynamoDB only supports precision up to 38 digits"),
          wording("(.*action.* not supported for the type) .*", ".*action.* for the type .*"),
          wording(
              ".*; operator: (ADD|DELETE), operand type: \\w+",
              ".*; operator: (ADD|DELETE), operand type: \\w+, typeSet: .*"),
          wording(".* is not defined; attribute .*", ".* is not defined; attribute .*"),
          wording(".*Two document paths overlap.*", ".*Two document paths overlap.*"),
          wording(".*valid types: .*", ".*valid types: .*"),
          wording(".*lower bound operand: .*", ".*lower bound operand: .*"),
          wording(".*ConditionalOperator can.*", "ConditionalOperator can.*"),
          wording(".*contains duplicates.*", ".*contains duplicates.*"),
          wording(
              "Supplied AttributeValue is empty.*",
              "(The supplied Item contains a null.*|Supplied AttributeValue has more.*)"),
          wording(".*Null attribute value types must.*", ".*Null attribute value types must.*"),
          wording("Query condition missed key schema element: .*", "Query condition missed.*"),
          wording(
              "The provided starting key is outside query boundaries.*",
              "The provided starting key does not match the range key predicate"),
          wording(
              "The query can return at most one row.*",
              "The provided starting key does not match the range key predicate"),
          wording(
              "The provided starting key is invalid.*",
              "(The provided starting key is.*|Exclusive Start Key must.*|Supplied.*|The"
                  + " (parameter|supplied Item).*|A value provided.*|Invalid attribute.*|One or more.*|The number"
                  + " of.*|One of the required.*|Hash primary.*)"),
          wording("The provided key element does.*", "The provided starting key is.*"),
          wording(
              "The (Total)?Segment.*",
              "(If (total )?segments? is.*|\\d+ validation error.*[sS]egment.*)"),
          wording(
              "One or more .* Global secondary index (.*) does not project .*",
              "One or more .* Global secondary index (.*) does not project .*"),
          wording("Provided list of item keys.*", "The (number of conditions|provided key).*"),
          wording(".*Expression: Syntax error.*", ".*Expression: (Syntax error|Invalid).*"),
          wording("Query key condition not supported", ".*"),
          wording(".*KeySchema.*", "The number of attributes in key schema must match.*"),
          wording(
              "(Both the Hash Key and the Range|Invalid KeySchema|.*index key attributes are"
                  + " not).*",
              "(Two keys can not have the same name|(Hash|Range) Key not specified).*"),
          wording("The provisioned throughput for the table.*", "The requested throughput value.*"),
          wording("At least one of ProvisionedThroughput.*", "Nothing to update"),
          wording("Table already exists: .*", "Cannot create preexisting table"),
          wording(".*List of (Global|Local)SecondaryIndexes is empty", ".*list is empty.*"),
          wording(
              ".*ProvisionedThroughput must be specified.*",
              "No provisioned throughput specified.*"),
          wording(".*CapacityUnits must both be.*", "No provisioned throughput specified.*"),
          wording(
              ".*KeySchema.*",
              "(No Attribute Schema Defined|No Hash Key specified in schema|Too many hash keys).*"),
          wording(".*index key attributes are not defined.*", "No Hash Key specified in schema.*"),
          wording(".*out of bounds", "Cannot increase provisioned throughput.*"),
          wording(".*Type mismatch for Index Key.*", "Updates on index keys must be.*"),
          wording(
              "ExpressionAttributeValues contains invalid value: .*",
              "ExpressionAttributeValues contains invalid value: .*"),
          wording("The provided starting key is invalid: Empty.*", "Empty attribute name"),
          wording("Conditions can be of length.*", "Conditions must be at least length 1"),
          wording("The requestItems parameter.*", "Batch.* must have some requests set"),
          wording(".*The function is not allowed.*", ".*The function is not allowed.*"),
          wording(".*may not have a null as a member.*", ".*(null|cannot be converted).*"),
          wording(".*The expression can not be empty;", ".*can only be specified when using.*"),
          wording(".*contains invalid key.*", ".*contains invalid key.*"));

  private KnownDifferences() {}

  /** Why Stator is right, of all differences. */
  static List<String> reasons() {
    return ALL.stream().map(KnownDifference::reason).distinct().toList();
  }

  /**
   * @param operations pattern of the operations in which it is seen
   * @param place pattern of the place in the answer
   * @param stator pattern of what Stator says there
   * @param other pattern of what DynamoDB Local says there
   * @param reason why Stator is right
   */
  record KnownDifference(
      Pattern operations, Pattern place, Pattern stator, Pattern other, String reason) {
    boolean covers(Difference difference) {
      return operations.matcher(difference.operation()).matches()
          && place.matcher(difference.place()).matches()
          && stator.matcher(difference.stator()).matches()
          && other.matcher(difference.other()).matches();
    }
  }

  /** Whether this difference has a line, or is one of the order of checks only. */
  static boolean cover(Difference difference) {
    return ALL.stream().anyMatch(known -> known.covers(difference))
        || (difference.place().equals(ANSWER)
            && Stage.isEarlier(difference.stator(), difference.other()));
  }

  /** Whether two refusals without these differences are the same but for their words. */
  static boolean isOneFault(List<Difference> differences) {
    return differences.stream()
        .allMatch(
            difference ->
                ALL.stream()
                    .anyMatch(known -> known.reason().equals(WORDING) && known.covers(difference)));
  }

  private static KnownDifference wording(String stator, String other) {
    return known(ANY, ANSWER, "400 \\w+: " + stator, "400 \\w+: " + other, WORDING);
  }

  private static KnownDifference known(
      String operations, String place, String stator, String other, String reason) {
    return new KnownDifference(
        pattern(operations), pattern(place), pattern(stator), pattern(other), reason);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.DOTALL);
  }
}
